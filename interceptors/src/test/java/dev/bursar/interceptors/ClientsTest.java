package dev.bursar.interceptors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Governor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What every client's data must keep to. */
class ClientsTest {
  @ParameterizedTest
  @FieldSource("dev.bursar.interceptors.Clients#ALL")
  void hasANumberAndANameOfItsOwn(ClientHooks client) {
    assertThat(Clients.ALL).filteredOn(other -> other.number() == client.number()).hasSize(1);
    assertThat(Clients.ALL).filteredOn(other -> other.client().equals(client.client())).hasSize(1);
  }

  @ParameterizedTest
  @FieldSource("dev.bursar.interceptors.Clients#ALL")
  void hasAHookThatTakesTheGovernor(ClientHooks client) throws Exception {
    Class<?> hook = Class.forName(client.hook());

    assertThat(Modifier.isPublic(hook.getModifiers())).isTrue();
    assertThat(hook.getConstructor(Governor.class)).isNotNull();
  }

  @ParameterizedTest
  @FieldSource("dev.bursar.interceptors.Clients#ALL")
  void hasAdviceWithoutStateThatKeepsItsFaults(ClientHooks client) throws Exception {
    for (HookedType type : client.types()) {
      for (HookedMethod method : type.methods()) {
        Class<?> advice = Class.forName(method.advice());
        assertThat(advice.getDeclaredFields()).as(method.advice()).isEmpty();
        assertThat(Arrays.stream(advice.getDeclaredMethods()).filter(m -> !m.isSynthetic()))
            .as(method.advice())
            .isNotEmpty()
            .allMatch(ClientsTest::keepsItsFaults);
      }
    }
  }

  private static boolean keepsItsFaults(Method body) {
    Advice.OnMethodEnter enter = body.getAnnotation(Advice.OnMethodEnter.class);
    Advice.OnMethodExit exit = body.getAnnotation(Advice.OnMethodExit.class);
    return enter == null
        ? exit != null && exit.suppress() == Throwable.class
        : exit == null && enter.suppress() == Throwable.class;
  }
}
