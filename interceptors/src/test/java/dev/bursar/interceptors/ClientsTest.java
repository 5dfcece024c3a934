package dev.bursar.interceptors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Governor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every client's data must keep to, and every carrier's. */
class ClientsTest {
  static List<ClientHooks> all() {
    return Stream.of(Clients.ALL, Carriers.ALL).flatMap(List::stream).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasANumberAndANameOfItsOwn(ClientHooks client) {
    assertThat(all()).filteredOn(other -> other.number() == client.number()).hasSize(1);
    assertThat(all()).filteredOn(other -> other.client().equals(client.client())).hasSize(1);
    for (HookedType type : client.types()) {
      assertThat(all())
          .filteredOn(
              other -> other.types().stream().anyMatch(known -> known.name().equals(type.name())))
          .as("who weaves %s", type.name())
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasAHookThatTakesTheGovernor(ClientHooks client) throws Exception {
    Class<?> hook = Class.forName(client.hook());

    assertThat(Modifier.isPublic(hook.getModifiers())).isTrue();
    assertThat(hook.getConstructor(Governor.class)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("all")
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
