package dev.bursar.interceptors;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What to weave for one client, and which hook the woven methods reach: data only, so that it costs
 * nothing until a class of that client appears. Immutable.
 */
public final class ClientHooks {
  private final String client;
  private final int number;
  private final String hook;
  private final List<String> appPackages;
  private final List<HookedType> types;
  private final boolean sendsCalls;
  private final Connectors connectors;
  private final List<String> interfaces;
  private final List<HookedSignature> signatures;
  private final List<HookedType> reported;

  /**
   * @param client the client's name, as in {@link dev.bursar.gate.Request#client}
   * @param number the client's number in {@link dev.bursar.gate.Gate}
   * @param hook the hook's class name: a public class with a public constructor that takes the
   *     {@link dev.bursar.gate.Governor}
   * @param appPackages prefixes, with a dot at the end, of the classes that the hook needs from the
   *     app's loader; with none, one hook serves the JVM, else each of the app's loaders has its
   *     own, and all classes of the hook's package are defined anew for it
   * @param types what to weave
   */
  public ClientHooks(
      String client, int number, String hook, List<String> appPackages, HookedType... types) {
    this(client, number, hook, appPackages, types, true, null);
  }

  /**
   * The same, of a client that does not open its connections by any class of the packages of what
   * is woven.
   *
   * @param connectors by which it does
   */
  public ClientHooks(
      String client,
      int number,
      String hook,
      List<String> appPackages,
      Connectors connectors,
      HookedType... types) {
    this(client, number, hook, appPackages, types, true, connectors);
  }

  private ClientHooks(
      String client,
      int number,
      String hook,
      List<String> appPackages,
      HookedType[] types,
      boolean sendsCalls,
      Connectors connectors) {
    this.client = client;
    this.number = number;
    this.hook = hook;
    this.appPackages = Collections.unmodifiableList(appPackages);
    this.types = Collections.unmodifiableList(Arrays.asList(types.clone()));
    this.sendsCalls = sendsCalls;
    this.connectors =
        connectors == null ? Connectors.ofPackages(this.types, appPackages) : connectors;
    this.interfaces = Collections.emptyList();
    this.signatures = Collections.emptyList();
    this.reported = this.types;
  }

  private ClientHooks(
      ClientHooks hooks, List<String> interfaces, List<HookedSignature> signatures) {
    this.client = hooks.client;
    this.number = hooks.number;
    this.hook = hooks.hook;
    this.appPackages = hooks.appPackages;
    this.types = hooks.types;
    this.sendsCalls = hooks.sendsCalls;
    this.connectors = hooks.connectors;
    this.interfaces = interfaces;
    this.signatures = signatures;
    this.reported =
        types.isEmpty()
            ? Collections.singletonList(new HookedType(interfaces.get(0)))
            : hooks.reported;
  }

  /**
   * The same, and besides methods of classes whose names are not known beforehand.
   *
   * @param interfaces the names of the library's interfaces, with dots, that such classes implement
   * @param methods the methods
   */
  public ClientHooks andImplementations(List<String> interfaces, HookedSignature... methods) {
    return new ClientHooks(
        this,
        Collections.unmodifiableList(interfaces),
        Collections.unmodifiableList(Arrays.asList(methods.clone())));
  }

  /** The interfaces of the classes in which {@link #signatures} are woven; empty for none. */
  public List<String> interfaces() {
    return interfaces;
  }

  /** What reports tell the state of: the types, or one that stands for all signatures. */
  public List<HookedType> reported() {
    return reported;
  }

  /** What to weave in classes whose names are not known beforehand. */
  public List<HookedSignature> signatures() {
    return signatures;
  }

  /**
   * What to weave that sends nothing itself, and needs nothing of the app's loader.
   *
   * @param name what it is called in reports
   * @param number its number in {@link dev.bursar.gate.Gate}
   * @param hook the hook's class name, as for a client
   * @param types what to weave
   */
  public static ClientHooks ofNoClient(String name, int number, String hook, HookedType... types) {
    return ofNoClient(name, number, hook, Collections.<String>emptyList(), types);
  }

  /**
   * What to weave that sends nothing itself, with a hook that sees the app's types.
   *
   * @param appPackages as for a client
   */
  public static ClientHooks ofNoClient(
      String name, int number, String hook, List<String> appPackages, HookedType... types) {
    return new ClientHooks(name, number, hook, appPackages, types, false, null);
  }

  /** Whether it is a client, so that a JVM in which it appears may make calls. */
  public boolean sendsCalls() {
    return sendsCalls;
  }

  /** By which classes it opens its connections. */
  public Connectors connectors() {
    return connectors;
  }

  /** The client's name. */
  public String client() {
    return client;
  }

  /** The client's number in the gate. */
  public int number() {
    return number;
  }

  /** The hook's class name. */
  public String hook() {
    return hook;
  }

  /** Prefixes of the classes that the hook needs from the app's loader; empty for none. */
  public List<String> appPackages() {
    return appPackages;
  }

  /** What to weave. */
  public List<HookedType> types() {
    return types;
  }

  /**
   * The resource, beside the hook, that says what the hook's package uses of the library; written
   * by the build.
   */
  public String shapeList() {
    String folder = hook.substring(0, hook.lastIndexOf('.') + 1).replace('.', '/');
    return folder + client + ".shape";
  }
}
