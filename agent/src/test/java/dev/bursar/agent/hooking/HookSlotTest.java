package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookSlotTest {
  private static final ClassLoader APP = OkHttpClient.class.getClassLoader();
  private static final HookedType TYPE =
      new HookedType(
          "okhttp3.RealCall",
          HookedMethod.of("dev.bursar.NoAdvice", "getResponseWithInterceptorChain")
              .reading("forWebSocket"));

  /** Whether each of the app's loaders has a hook of its own, or one serves the JVM. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatDoesNotFitAfterAllIsAskedNoMore(boolean perLoader) throws Exception {
    ClientHooks client =
        new ClientHooks(
            "answering",
            62,
            AnsweringHook.class.getName(),
            perLoader ? List.of("okhttp3.") : List.of(),
            TYPE);
    States states = new States(List.of(client));
    HookSlot slot = new HookSlot(client, new ScriptedGovernor(), states);
    byte[] shown = ClassFiles.of(TYPE.name(), APP);
    assertThat(slot.misfit(TYPE, APP, shown)).isNull();
    states.note(client, TYPE, APP, Status.LIVE, null);
    assertThat(isAsked(slot)).isTrue();

    byte[] other = ClassFiles.changed(shown, ClassFiles.renamed("forWebSocket", "other"));

    assertThat(slot.misfit(TYPE, APP, other)).isEqualTo("no field okhttp3.RealCall.forWebSocket");
    assertThat(isAsked(slot)).isFalse();
    assertThat(states.of(TYPE, APP)).isEqualTo(Status.DOES_NOT_FIT);
    assertThat(slot.misfit(TYPE, APP, shown)).isEqualTo("no field okhttp3.RealCall.forWebSocket");
  }

  @Test
  void whatIsNoClientIsJudgedClassByClass() throws Exception {
    ClientHooks hooks =
        ClientHooks.ofNoClient("answering", 62, AnsweringHook.class.getName(), TYPE);
    HookSlot slot = new HookSlot(hooks, new ScriptedGovernor(), new States(List.of(hooks)));
    byte[] shown = ClassFiles.of(TYPE.name(), APP);
    byte[] other = ClassFiles.changed(shown, ClassFiles.renamed("forWebSocket", "other"));

    assertThat(slot.misfit(TYPE, APP, other)).isEqualTo("no field okhttp3.RealCall.forWebSocket");

    assertThat(slot.misfit(TYPE, APP, shown)).isNull();
    assertThat(isAsked(slot)).isTrue();
  }

  private static boolean isAsked(HookSlot slot) throws Exception {
    boolean entered = slot.enter(0, OkHttpClient.class, null, null, null) != null;
    boolean left = slot.exit(0, OkHttpClient.class, null, null, null, null) != null;
    assertThat(left).isEqualTo(entered);
    return entered;
  }
}
