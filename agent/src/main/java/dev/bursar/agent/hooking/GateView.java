package dev.bursar.agent.hooking;

import dev.bursar.gate.Gate;

/**
 * Whether classes of a loader can see the gate. Only {@code java.*} is sure to be delegated to the
 * boot loader; a loader that filters (OSGi) may hide the rest, and woven code would then fail.
 */
final class GateView {
  private GateView() {}

  /** Null where the gate is seen, else why not and what to do. */
  static String misfit(ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    try {
      if (Class.forName(Gate.class.getName(), false, loader) == Gate.class) {
        return null;
      }
    } catch (ClassNotFoundException | LinkageError hidden) {
      return "its class loader hides dev.bursar.gate: let it delegate that package to the boot"
          + " loader (OSGi: org.osgi.framework.bootdelegation=dev.bursar.gate)";
    }
    return "its class loader sees another dev.bursar.gate: take the agent's jar off the class path";
  }
}
