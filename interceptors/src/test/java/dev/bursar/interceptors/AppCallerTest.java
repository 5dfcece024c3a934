package dev.bursar.interceptors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who of the app's classes calls. */
class AppCallerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.openai.services.blocking.chat.ChatCompletionServiceImpl",
        "com.anthropic.services.blocking.MessageServiceImpl$WithRawResponseImpl",
        "com.google.genai.Chat",
        "com.openai.services.async.ResponseServiceAsyncImpl$$Lambda$31/0x00000008000d1c40",
        "kotlin.jvm.internal.Lambda",
        "okhttp3.internal.connection.RealCall",
        "java.util.concurrent.ThreadPoolExecutor$Worker",
        "jdk.proxy2.$Proxy9",
        "sun.reflect.NativeMethodAccessorImpl",
        "com.sun.proxy.$Proxy9",
        "dev.bursar.gate.Gate",
        "dev.bursar.agent.hooking.HookSlot"
      })
  void aLibrarysFrameIsNobody(String type) {
    assertThat(AppCaller.of(type, "call")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.acme.Desk", "com.openaide.Desk", "dev.bursar.programs.Desk$Inner"})
  void anyOtherIsTheApps(String type) {
    AppCaller caller = AppCaller.of(type, "ask");

    assertThat(caller.type()).isEqualTo(type);
    assertThat(caller.method()).isEqualTo("ask");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.Desk$$Lambda$1/1234",
        "com.acme.Desk$$Lambda$14/0x0000000800c03000",
        "com.acme.Desk$$Lambda/0x0000000800c03000"
      })
  void aMethodReferenceIsOfTheClassThatMadeIt(String type) {
    AppCaller caller = AppCaller.of(type, "apply");

    assertThat(caller.type()).isEqualTo("com.acme.Desk");
    assertThat(caller.method()).isNull();
  }

  /** All of ours are passed over, and the JDK's reflection: whoever runs the tests calls. */
  @Test
  void theNearestIsFoundOnTheStack() {
    AppCaller caller = AppCaller.nearest();

    assertThat(caller.type()).startsWith("org.junit.");
    assertThat(caller.method()).isNotNull();
    assertThat(new ClassCallStack().nearest(false).type()).isEqualTo(caller.type());
    assertThat(new ClassCallStack().nearest(false).method()).isNull();
    assertThat(AppCaller.direct().type()).isEqualTo(caller.type());
    assertThat(new ClassCallStack().nearest(true).type()).isEqualTo(caller.type());
  }
}
