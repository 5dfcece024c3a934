package dev.bursar.agent.hooking;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedSignature;
import dev.bursar.interceptors.HookedType;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the names of classes as they are loaded, and weaves the few that match. All else, every
 * class of the app, costs it a comparison of lengths or a hash look-up.
 *
 * <p>It runs inside class loads, with the app's locks held: it neither logs nor waits, and loads
 * nothing of the app's.
 */
final class NameTransformer implements ClassFileTransformer {
  private final Map<String, Target> targets = new HashMap<>();
  private final int shortest;
  private final int longest;
  private final States states;
  private final Runnable firstMatch;
  private final Signatures[] signatures;
  private final Mentions mentions;

  /** A class to weave. */
  static final class Target {
    final ClientHooks client;
    final HookedType type;
    private final HookSlot slot;

    Target(HookSlot slot, HookedType type) {
      this.client = slot.client();
      this.type = type;
      this.slot = slot;
    }
  }

  /**
   * @param firstMatch called as a name matches, each time; must not throw
   */
  NameTransformer(List<HookSlot> slots, States states, Runnable firstMatch) {
    this.states = states;
    this.firstMatch = firstMatch;
    int min = Integer.MAX_VALUE;
    int max = 0;
    List<Signatures> found = new ArrayList<Signatures>();
    List<HookedSignature> all = new ArrayList<HookedSignature>();
    for (HookSlot slot : slots) {
      if (!slot.client().signatures().isEmpty()) {
        found.add(new Signatures(slot));
        all.addAll(slot.client().signatures());
      }
      for (HookedType type : slot.client().types()) {
        targets.put(type.name().replace('.', '/'), new Target(slot, type));
        min = Math.min(min, type.name().length());
        max = Math.max(max, type.name().length());
      }
    }
    shortest = min;
    longest = max;
    signatures = found.toArray(new Signatures[0]);
    mentions = new Mentions(all);
  }

  /** Whether a class that is loaded may have methods to weave, though its name does not tell. */
  boolean mayHaveSignature(Class<?> loaded) {
    if (loaded.getClassLoader() == null || loaded.isArray()) {
      return false;
    }
    for (Signatures each : signatures) {
      if (each.isImplemented(loaded)) {
        return true;
      }
    }
    return false;
  }

  /** What to weave in a class of this name, with slashes; null for nothing. */
  Target target(String internalName) {
    if (internalName == null
        || internalName.length() < shortest
        || internalName.length() > longest) {
      return null;
    }
    return targets.get(internalName);
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String internalName,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    Target target = target(internalName);
    byte[] woven = target == null ? null : weave(target, loader, classFile);
    if (loader == null || !mentions.areIn(classFile)) {
      return woven; // The JDK has no more.
    }
    for (Signatures each : signatures) {
      byte[] more = weaveFound(each, loader, woven == null ? classFile : woven);
      woven = more == null ? woven : more;
    }
    return woven;
  }

  private byte[] weaveFound(Signatures signatures, ClassLoader loader, byte[] classFile) {
    ClientHooks client = signatures.slot().client();
    try {
      HookedType type = signatures.find(classFile);
      if (type == null) {
        return null;
      }
      firstMatch.run();
      String misfit = GateView.misfit(loader);
      if (misfit != null) {
        states.note(client, signatures.reported(), loader, Status.DOES_NOT_FIT, misfit);
        return null;
      }
      byte[] woven = Weaver.Holder.WEAVER.weave(type, loader, classFile);
      if (client.types().isEmpty()) {
        states.note(client, signatures.reported(), loader, Status.LIVE, null);
      }
      return woven;
    } catch (Throwable fault) {
      Gate.fault(fault);
      states.note(client, signatures.reported(), loader, Status.FAILED, String.valueOf(fault));
      return null;
    }
  }

  private static boolean isAlone(HookedType type, ClassLoader loader) {
    return type.beside() != null
        && loader != null
        && loader.getResource(type.beside().replace('.', '/') + ".class") == null;
  }

  private byte[] weave(Target target, ClassLoader loader, byte[] classFile) {
    try {
      if (isAlone(target.type, loader)) {
        return null;
      }
      if (target.client.sendsCalls()) {
        firstMatch.run();
      }
      String misfit = GateView.misfit(loader);
      if (misfit == null && !target.type.takesAdvice()) {
        return weaveEntries(target, loader, classFile);
      }
      if (misfit == null) {
        misfit = target.slot.misfit(target.type, loader, classFile);
      }
      if (misfit != null) {
        states.note(target.client, target.type, loader, Status.DOES_NOT_FIT, misfit);
        return null;
      }
      byte[] woven = Weaver.Holder.WEAVER.weave(target.type, loader, classFile);
      states.note(target.client, target.type, loader, Status.LIVE, null);
      return woven;
    } catch (Throwable fault) {
      // The instrumentation API would swallow it unseen.
      Gate.fault(fault);
      states.note(target.client, target.type, loader, Status.FAILED, String.valueOf(fault));
      return null;
    }
  }

  private byte[] weaveEntries(Target target, ClassLoader loader, byte[] classFile) {
    byte[] woven = EntryWeaver.weave(target.type, classFile);
    if (woven == null) {
      states.note(target.client, target.type, loader, Status.DOES_NOT_FIT, "a method is missing");
    } else {
      states.note(target.client, target.type, loader, Status.LIVE, null);
    }
    return woven;
  }
}
