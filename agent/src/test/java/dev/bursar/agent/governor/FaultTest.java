package dev.bursar.agent.governor;

import static dev.bursar.agent.governor.Bench.CHAT;
import static dev.bursar.agent.governor.Bench.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.config.Mode;
import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.gate.Tap;
import dev.bursar.store.Account;
import dev.bursar.store.Limits;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that cannot be used, and other faults of ours. */
class FaultTest {
  @TempDir private Path directory;

  private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();

  private LedgerGovernor governor(StoreSource source, Policy.Builder policy) {
    return new LedgerGovernor(policy.build(), source, Bench.PRICES, faults::add, null);
  }

  @Test
  void aStoreThatCannotBeOpenedRefusesAndSaysWhatToDo() throws Exception {
    Governor governor =
        governor(
            millis -> {
              throw new IllegalStateException("disk");
            },
            Policy.builder());
    Exchange exchange = governor.open(FakeRequest.post(CHAT), Governor.CALL);
    Refusal refusal = exchange.decide().refusal();
    assertThat(refusal.status()).isEqualTo(402);
    assertThat(refusal.headers()[5]).isEqualTo("ledger");
    assertThat(refusal.message()).contains("the ledger cannot be used").contains("on-error: allow");
    assertThat(faults).hasSize(1);
    assertThatCode(() -> exchange.failed(null)).doesNotThrowAnyException();
  }

  @Test
  void withOnErrorAllowACallPassesAndIsNotFollowed() throws Exception {
    Governor governor =
        governor(
            millis -> {
              throw new IllegalStateException("disk");
            },
            Policy.builder().allowOnError(true));
    Exchange exchange = governor.open(FakeRequest.post(STREAM), Governor.CALL);
    assertThat(exchange.decide()).isSameAs(Decision.PASS);
    exchange.attempt();
    assertThat(exchange.response(200, name -> null)).isNull();
    assertThat(faults).hasSize(1);
  }

  @Test
  void observingNeverRefusesForAFault() throws Exception {
    Governor governor =
        governor(
            millis -> {
              throw new IllegalStateException("disk");
            },
            Policy.builder().mode(Mode.OBSERVE));
    assertThat(governor.open(FakeRequest.post(CHAT), Governor.CALL).decide())
        .isSameAs(Decision.PASS);
    assertThat(faults).hasSize(1);
  }

  @Test
  void theFirstCallWaitsForTheStoreLongerThanAnEventLoopDoes() throws Exception {
    AtomicLong longest = new AtomicLong();
    StoreSource never =
        millis -> {
          longest.accumulateAndGet(millis, Math::max);
          return null;
        };
    Governor governor = governor(never, Policy.builder());
    assertThat(
            governor.open(FakeRequest.post(CHAT).onEventLoop(), Governor.CALL).decide().refusal())
        .isNotNull();
    assertThat(longest.get()).isEqualTo(3_000);
    assertThat(governor.open(FakeRequest.post(CHAT), Governor.CALL).decide().refusal()).isNotNull();
    assertThat(longest.get()).isEqualTo(30_000);
  }

  @Test
  void anInterruptWhileTheStoreOpensIsKept() throws Exception {
    Governor governor =
        governor(
            millis -> {
              throw new InterruptedException();
            },
            Policy.builder());
    assertThat(governor.open(FakeRequest.post(CHAT), Governor.CALL).decide().refusal()).isNotNull();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aStoreThatIsClosedUnderACallIsAFaultAtEveryStepAndNeverTheApps() throws Exception {
    Store store = Store.open(directory.toFile(), StoreOptions.defaults());
    Account account = store.ledger().account("a", null, Limits.unlimited());
    Books books = new Books(store, account, List.of());
    Governor governor = governor(millis -> books, Policy.builder());
    Exchange unsent = governor.open(FakeRequest.post(CHAT), Governor.CALL);
    unsent.decide();
    Exchange sent = governor.open(FakeRequest.post(CHAT), Governor.CALL);
    sent.decide();
    sent.attempt();
    Exchange answered = governor.open(FakeRequest.post(STREAM), Governor.CALL);
    answered.decide();
    answered.attempt();
    Tap tap = answered.response(200, name -> null);
    Exchange again = governor.open(FakeRequest.post(CHAT), Governor.CALL);
    again.decide();
    again.attempt();

    store.close();

    assertThat(faults).isEmpty();
    assertThatThrownBy(unsent::attempt)
        .isInstanceOf(BudgetExceededIOException.class)
        .hasMessageContaining("the ledger cannot be used");
    assertThatThrownBy(again::attempt).isInstanceOf(BudgetExceededIOException.class);
    assertThat(sent.response(500, name -> null)).isNull();
    String chunk = "data: {\"choices\":[{}]}\n\n";
    assertThat(Bench.show(tap, chunk)).isEqualTo(chunk);
    assertThat(tap.data(ByteBuffer.wrap("data".getBytes(StandardCharsets.UTF_8))).remaining())
        .isZero();
    assertThat(Bench.text(tap.end())).isEqualTo("data");
    assertThat(governor.open(FakeRequest.post(CHAT), Governor.CALL).decide().refusal()).isNotNull();
    assertThat(faults).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void aFaultAfterTheHoldGivesTheHoldBack() throws Exception {
    Bench bench = new Bench(Limits.unlimited());
    LedgerGovernor governor =
        new LedgerGovernor(
            Policy.builder().build(),
            millis -> bench.books,
            Bench.PRICES,
            faults::add,
            null,
            path -> new BrokenProvider(false));
    Refusal refusal = governor.open(FakeRequest.post(CHAT), Governor.CALL).decide().refusal();
    assertThat(refusal.headers()[5]).isEqualTo("ledger");
    assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).startsWith("ledger: ");
    assertThat(bench.view().held().calls()).isZero();
    assertThat(bench.view().spent().calls()).isZero();
    assertThat(faults).hasSize(1);
  }

  @Test
  void aFaultAtTheResponsesHeadChargesTheHold() throws Exception {
    Bench bench = new Bench(Limits.unlimited());
    LedgerGovernor governor =
        new LedgerGovernor(
            Policy.builder().build(),
            millis -> bench.books,
            Bench.PRICES,
            faults::add,
            null,
            path -> new BrokenProvider(true));
    Exchange exchange = governor.open(FakeRequest.post(CHAT), Governor.CALL);
    exchange.decide();
    exchange.attempt();
    assertThat(exchange.response(200, name -> null)).isNull();
    assertThat(bench.view().spent().usdNanos()).isEqualTo(Bench.usd(10, 5));
    assertThat(faults).hasSize(1);
  }

  @Test
  void aFaultInTheInterceptorsRequestIsOurs() throws Exception {
    Bench bench = new Bench(Limits.unlimited());
    Exchange exchange = bench.open(FakeRequest.post(CHAT).failingHeaders());
    assertThat(exchange.decide().refusal().headers()[5]).isEqualTo("ledger");
    assertThat(bench.faults).hasSize(1);
  }
}
