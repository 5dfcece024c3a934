package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Clients;
import dev.bursar.interceptors.HookedType;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HooksTest {
  private static final String REAL_CALL = "okhttp3.RealCall";

  @AfterEach
  void installAnew() {
    Rig.forget();
  }

  @Test
  void aLaterAgentTakesOver() throws Exception {
    ScriptedGovernor first = new ScriptedGovernor();
    Rig.govern(first);
    send();
    assertThat(first.events).containsExactly("decide", "attempt", "response 200", "end");
    first.events.clear();

    Rig.forget();
    ScriptedGovernor second = new ScriptedGovernor();
    Hooks hooks = Rig.govern(second);
    send();

    assertThat(first.events).isEmpty();
    assertThat(second.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(hooks.states())
        .filteredOn(state -> state.type().startsWith("jdk.internal.net.http."))
        .hasSize(3)
        .allMatch(state -> state.status() == Status.LIVE && state.classes() == 1);
  }

  @Test
  void tellsOnceThatHttpAppeared() throws Exception {
    AtomicInteger told = new AtomicInteger();

    Hooks.install(Rig.INSTRUMENTATION, new ScriptedGovernor(), told::incrementAndGet, Map.of());
    send();

    assertThat(told).hasValue(1);
  }

  @Test
  void leavesAloneWhatDoesNotFit() throws Exception {
    Hooks hooks = Rig.govern(new ScriptedGovernor());
    byte[] classFile = bytes(new ByteBuddy().subclass(Object.class).name(REAL_CALL).make());
    ClassLoader app = new OneClass(classFile, false);

    app.loadClass(REAL_CALL).getConstructor().newInstance();

    assertThat(misfits(hooks))
        .contains("no method okhttp3.RealCall.getResponseWithInterceptorChain()");
    assertThat(app).isNotNull();
  }

  @Test
  void leavesAloneWhatLacksAField() throws Exception {
    Hooks hooks = Rig.govern(new ScriptedGovernor());
    ClassLoader app = new OneClass(bytes(withChain().make()), false);

    app.loadClass(REAL_CALL).getConstructor().newInstance();

    assertThat(misfits(hooks)).contains("no field okhttp3.RealCall.forWebSocket");
    assertThat(app).isNotNull();
  }

  @Test
  void leavesAloneWhatCannotSeeTheGate() throws Exception {
    Hooks hooks = Rig.govern(new ScriptedGovernor());
    byte[] classFile =
        bytes(withChain().defineField("forWebSocket", boolean.class, Visibility.PUBLIC).make());
    ClassLoader app = new OneClass(classFile, true);

    Object call = app.loadClass(REAL_CALL).getConstructor().newInstance();

    assertThat(call.getClass().getMethod("getResponseWithInterceptorChain").invoke(call))
        .isEqualTo("own");
    assertThat(misfits(hooks)).anyMatch(reason -> reason.contains("bootdelegation"));
    assertThat(app).isNotNull();
  }

  @Test
  void reportsAClassThatCannotBeRetransformed() throws Exception {
    send(); // Loads the JDK's client.
    long faults = Gate.faults();
    Hooks hooks =
        Hooks.install(refusing(Rig.INSTRUMENTATION), new ScriptedGovernor(), () -> {}, Clients.ALL);

    assertThat(hooks.states())
        .filteredOn(state -> state.type().equals("jdk.internal.net.http.HttpClientImpl"))
        .singleElement()
        .satisfies(
            state -> {
              assertThat(state.status()).isEqualTo(Status.FAILED);
              assertThat(state.reason()).contains("change the schema");
              assertThat(state.toString()).contains("failed (");
            });
    assertThat(Gate.faults()).isGreaterThan(faults);
  }

  @Test
  void reportsAHookThatCannotBeMade() throws Exception {
    ClientHooks known =
        Clients.ALL.stream().filter(c -> c.client().equals("java.net.http")).findFirst().get();
    ClientHooks broken =
        new ClientHooks(
            known.client(),
            known.number(),
            "dev.bursar.interceptors.jdkhttp.NoSuchHook",
            List.of(),
            known.types().toArray(HookedType[]::new));
    Hooks hooks =
        Hooks.install(Rig.INSTRUMENTATION, new ScriptedGovernor(), () -> {}, List.of(broken));

    send();

    assertThat(hooks.states())
        .isNotEmpty()
        .allMatch(state -> state.status() == Status.FAILED)
        .allMatch(state -> state.reason().contains("NoSuchHook"));
  }

  @Test
  void letsALoaderOfTheAppGo() throws Exception {
    WeakReference<ClassLoader> loader = useAndDrop(Path.of("target", "okhttp", "4.12.0"));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return loader.get() == null;
            });
  }

  /** A refused call: it starts none of OkHttp's own threads, which would hold the loader. */
  private static WeakReference<ClassLoader> useAndDrop(Path version) throws Exception {
    ScriptedGovernor governor = new ScriptedGovernor();
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    Rig.govern(governor);
    VersionLoader loader = new VersionLoader(version);
    Class<?> scenarios = loader.scenarios(OkHttpScenarios.class);
    Constructor<?> constructor =
        scenarios.getDeclaredConstructor(ScriptedGovernor.class, TestServer.class);
    constructor.setAccessible(true);
    Method refused = scenarios.getDeclaredMethod("refusesHere");
    refused.setAccessible(true);
    try (TestServer server = new TestServer()) {
      refused.invoke(constructor.newInstance(governor, server));
    }
    assertThat(governor.events).containsExactly("decide");
    return new WeakReference<>(loader);
  }

  private static DynamicType.Builder<Object> withChain() {
    return new ByteBuddy()
        .subclass(Object.class)
        .name(REAL_CALL)
        .defineMethod("getResponseWithInterceptorChain", Object.class, Visibility.PUBLIC)
        .intercept(FixedValue.value("own"));
  }

  private static byte[] bytes(DynamicType.Unloaded<Object> made) throws IOException {
    try (made) {
      return made.getBytes();
    }
  }

  /** The reasons; classes of other tests that are not collected yet have theirs among them. */
  private static List<String> misfits(Hooks hooks) {
    return hooks.states().stream()
        .filter(state -> state.type().equals(REAL_CALL))
        .filter(state -> state.status() == Status.DOES_NOT_FIT)
        .map(HookState::reason)
        .toList();
  }

  private static void send() throws Exception {
    try (TestServer server = new TestServer()) {
      server.answers(200, "hello");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url("/v1/chat")))
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
          .isEqualTo("hello");
    }
  }

  /** As where another agent has added a field. */
  private static Instrumentation refusing(Instrumentation real) {
    return (Instrumentation)
        Proxy.newProxyInstance(
            HooksTest.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("retransformClasses")) {
                throw new UnsupportedOperationException("attempted to change the schema");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Has one class of its own, and perhaps hides the gate as an OSGi bundle does. */
  private static final class OneClass extends ClassLoader {
    private final byte[] classFile;
    private final boolean hides;

    OneClass(byte[] classFile, boolean hides) {
      super(HooksTest.class.getClassLoader());
      this.classFile = classFile;
      this.hides = hides;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (hides && List.of("dev.bursar.gate.Gate").contains(name)) {
        throw new ClassNotFoundException(name);
      }
      if (name.equals(REAL_CALL)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? defineClass(name, classFile, 0, classFile.length) : known;
      }
      return super.loadClass(name, resolve);
    }
  }
}
