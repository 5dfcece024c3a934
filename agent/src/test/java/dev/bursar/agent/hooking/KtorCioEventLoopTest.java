package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.blockhound.BlockingOperationError;

/** On real connections with BlockHound: Ktor's dispatcher never waits for us. */
@Timeout(60)
class KtorCioEventLoopTest {
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private final TestServer server = new TestServer();
  private final WatchedLoop loop = new WatchedLoop();
  private final WatchedThreads threads = new WatchedThreads(2);
  private KtorCioCalls client;
  private long faults;

  @BeforeEach
  void govern() throws Exception {
    Rig.forget(); // A hook that has not found its governor ready before.
    Rig.govern(governor);
    faults = Gate.faults();
    client =
        (KtorCioCalls)
            KtorCioTest.loaded("3.6.1").getConstructor(Executor.class).newInstance(threads);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    threads.close();
    loop.close();
    server.close();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private CompletableFuture<String> send(Object body) {
    return client.send(server.url("/v1/chat"), body, piece -> true);
  }

  @Test
  void aBlockedDispatcherWouldBeSeen() throws Exception {
    CompletableFuture.runAsync(
            () ->
                assertThatThrownBy(() -> Thread.sleep(1))
                    .isInstanceOf(BlockingOperationError.class),
            threads)
        .get();
    assertThat(loop.blocked()).contains("sleep");
  }

  @Test
  void callsPassWithoutAWait() throws Exception {
    server.answers(200, "hello").answers(200, "hel", "lo");

    assertThat(send("{}").get()).isEqualTo("200 hello");
    assertThat(send(new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8))).get())
        .isEqualTo("200 hello");
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    assertThat(send("{}").get()).startsWith("402 ");

    assertThat(server.hits).hasSize(2);
    assertThat(loop.blocked()).isNull();
  }

  @Test
  void aGovernorThatIsNotReadyIsAwaitedElsewhere() throws Exception {
    governor.opening = new CountDownLatch(1);
    server.answers(200, "hello").answers(200, "hello").answers(200, "hello");

    CompletableFuture<String> first = send("{}");
    CompletableFuture<String> second = send("{}");
    CompletableFuture<String> third = send("{}");
    CompletableFuture.runAsync(() -> {}, threads).get(); // It works on.
    assertThat(governor.events).isEmpty();
    governor.opening.countDown();

    assertThat(first.get()).isEqualTo("200 hello");
    assertThat(second.get()).isEqualTo("200 hello");
    assertThat(third.get()).isEqualTo("200 hello");
    assertThat(loop.blocked()).isNull();
  }

  /** It answers in the end, ready or not; the dispatcher must not be the one that waits. */
  @Test
  void aGovernorThatStaysUnreadyDecidesElsewhere() throws Exception {
    governor.opening = new CountDownLatch(1);
    CompletableFuture<String> decider = new CompletableFuture<>();
    governor.deciding = () -> decider.complete(Thread.currentThread().getName());
    server.answers(200, "hello");

    assertThat(send("{}").get()).isEqualTo("200 hello");

    assertThat(decider.get()).isEqualTo("bursar-waits");
    assertThat(loop.blocked()).isNull();
    governor.opening.countDown();
  }
}
