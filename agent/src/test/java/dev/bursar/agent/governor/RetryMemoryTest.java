package dev.bursar.agent.governor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Account;
import dev.bursar.store.Limits;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryMemoryTest {
  private static final byte[] BODY = "{\"model\":\"gpt-4o\",\"messages\":[]}".getBytes(US_ASCII);
  private static final byte[] OTHER = "{\"model\":\"gpt-4p\",\"messages\":[]}".getBytes(US_ASCII);

  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
  private final RetryMemory memory = new RetryMemory(time::get);
  private final Account account = new Bench(Limits.unlimited()).account;

  private void fail(byte[] body) {
    memory.failed(account, RetryMemory.hash(body));
  }

  @Test
  void aBodyThatFailedIsToldOnItsAccountAlone() {
    assertThat(memory.failedLately(account, BODY)).isFalse();
    fail(BODY);
    assertThat(memory.failedLately(account, BODY.clone())).isTrue();
    assertThat(memory.failedLately(account, OTHER)).isFalse();
    assertThat(memory.failedLately(new Bench(Limits.unlimited()).account, BODY)).isFalse();
  }

  @Test
  void aFailureIsForgottenAfterFiveMinutesWhateverFailsLater() {
    fail(BODY);
    time.addAndGet(TimeUnit.MINUTES.toNanos(5) - 1);
    assertThat(memory.failedLately(account, BODY)).isTrue();
    fail(OTHER);
    time.addAndGet(1);
    assertThat(memory.failedLately(account, BODY)).isFalse();
    assertThat(memory.failedLately(account, OTHER)).isTrue();
    time.addAndGet(TimeUnit.MINUTES.toNanos(5));
    assertThat(memory.failedLately(account, OTHER)).isFalse();
  }
}
