package dev.bursar.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterTest {
  private final Meter meter = new Meter();

  @Test
  void chargesTheListPriceExactly() {
    meter.charge(123, 456);
    meter.charge(1, 0);

    BigDecimal dollars =
        new BigDecimal("0.0000025")
            .multiply(BigDecimal.valueOf(124))
            .add(new BigDecimal("0.00001").multiply(BigDecimal.valueOf(456)));
    assertThat(BigDecimal.valueOf(meter.billed(), 9)).isEqualByComparingTo(dollars);
    assertThat(meter.calls()).isEqualTo(2);
  }

  @Test
  void neverWrapsAround() {
    assertThatThrownBy(() -> meter.charge(Long.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
    assertThat(meter.billed()).isZero();
  }

  @Test
  void losesNothingBetweenThreads() throws Exception {
    CountDownLatch ready = new CountDownLatch(4);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                ready.countDown();
                awaitUninterruptibly(ready);
                for (int call = 0; call < 3_000_000; call++) {
                  meter.charge(1, 1);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(meter.calls()).isEqualTo(12_000_000);
    assertThat(meter.billed()).isEqualTo(12_000_000L * 12_500);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "' ', 0", "one, 1", "'one two', 2", "' one,\n two.\t', 2"})
  void countsWords(String text, long tokens) {
    assertThat(Meter.tokens(text)).isEqualTo(tokens);
  }
}
