package dev.bursar.agent.hooking;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Headers;
import dev.bursar.gate.Refusal;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import dev.bursar.gate.Tap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A governor that does what a test says and writes down what it was told. Posts to {@code /v1/} are
 * calls, gets of {@code /read} are reads, all else is not ours.
 */
public final class ScriptedGovernor implements Governor {
  /** What it was told, in order: {@code decide}, {@code attempt}, {@code response 200}, … */
  public final List<String> events = new CopyOnWriteArrayList<>();

  /** The bodies that {@link Request#body} gave; null where it gave none. */
  public final List<String> bodies = new CopyOnWriteArrayList<>();

  /** The requests' descriptions. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** The requests' URLs. */
  public final List<String> urls = new CopyOnWriteArrayList<>();

  public final ByteArrayOutputStream seen = new ByteArrayOutputStream();

  public volatile int max = 1 << 20;
  public volatile Decision decision = Decision.PASS;
  public volatile int attemptsAllowed = Integer.MAX_VALUE;
  public volatile Supplier<Tap> taps = WatchingTap::new;
  public volatile Runnable deciding = () -> {};
  public volatile CountDownLatch opening = new CountDownLatch(0);
  public volatile RuntimeException faultInLook;
  public volatile RuntimeException faultInOpen;
  public volatile RuntimeException faultInDecide;
  public volatile RuntimeException faultInResponse;

  public static Refusal refusal(boolean byException) {
    return new Refusal(
        byException,
        402,
        new String[] {"content-type", "application/json", "x-should-retry", "false"},
        "{\"error\":\"budget\"}".getBytes(StandardCharsets.UTF_8),
        "account default has spent all");
  }

  public String seen() {
    return seen.toString(StandardCharsets.UTF_8);
  }

  @Override
  public Run begin(int what, String type, String name, Run caller) {
    return null;
  }

  @Override
  public int look(String method, String host, String path) {
    fail(faultInLook);
    if (method.equals("POST") && path.startsWith("/v1/")) {
      return CALL;
    }
    boolean read = path.equals("/read") || "langchain4j".equals(host);
    return method.equals("GET") && read ? READ : IGNORE;
  }

  @Override
  public Exchange open(Request request, int interest) {
    fail(faultInOpen);
    urls.add(request.url());
    requests.add(
        request.client()
            + " "
            + request.method()
            + " "
            + request.host()
            + " "
            + request.path()
            + " "
            + request.mayBlock());
    return new Scripted(request);
  }

  @Override
  public boolean ready(long millis) throws InterruptedException {
    return opening.getCount() == 0 || opening.await(millis, TimeUnit.MILLISECONDS);
  }

  private static void fail(RuntimeException fault) {
    if (fault != null) {
      throw fault;
    }
  }

  private final class Scripted implements Exchange {
    private final Request request;
    private int attempts;

    Scripted(Request request) {
      this.request = request;
    }

    @Override
    public Decision decide() throws IOException {
      events.add("decide");
      deciding.run();
      byte[] body = request.body(max);
      bodies.add(body == null ? "null" : new String(body, StandardCharsets.UTF_8));
      fail(faultInDecide);
      return decision;
    }

    @Override
    public void attempt() throws BudgetExceededIOException {
      events.add("attempt");
      if (++attempts > attemptsAllowed) {
        throw new BudgetExceededIOException("no more attempts");
      }
    }

    @Override
    public void answered(int status) {
      events.add("answered " + status);
    }

    @Override
    public Tap response(int status, Headers headers) {
      events.add("response " + status);
      fail(faultInResponse);
      return taps.get();
    }

    @Override
    public void failed(Throwable cause) {
      events.add("failed " + (cause == null ? "" : cause.getClass().getSimpleName()));
    }
  }

  /** Watches only. */
  public class WatchingTap implements Tap {
    private boolean over;

    /** This tap, for a supplier. */
    public final Tap itself() {
      return this;
    }

    @Override
    public boolean rewrites() {
      return false;
    }

    @Override
    public ByteBuffer data(ByteBuffer bytes) {
      note(bytes);
      return bytes;
    }

    @Override
    public ByteBuffer end() {
      over("end");
      return ByteBuffer.allocate(0);
    }

    @Override
    public void abort(Throwable cause) {
      over("abort" + (cause == null ? "" : " " + cause.getClass().getSimpleName()));
    }

    final void note(ByteBuffer bytes) {
      ByteBuffer copy = bytes.duplicate();
      while (copy.hasRemaining()) {
        seen.write(copy.get());
      }
    }

    private void over(String how) {
      if (!over) {
        over = true;
        events.add(how);
      }
    }
  }

  /** Hides each {@code #} and holds the last byte back to the end. */
  public final class HidingTap extends WatchingTap {
    private ByteBuffer held = ByteBuffer.allocate(0);

    @Override
    public boolean rewrites() {
      return true;
    }

    @Override
    public ByteBuffer data(ByteBuffer bytes) {
      note(bytes);
      ByteBuffer kept = ByteBuffer.allocate(held.remaining() + bytes.remaining());
      kept.put(held);
      ByteBuffer in = bytes.duplicate();
      while (in.hasRemaining()) {
        byte next = in.get();
        if (next != '#') {
          kept.put(next);
        }
      }
      kept.flip();
      held = ByteBuffer.allocate(1);
      if (kept.hasRemaining()) {
        held.put(kept.get(kept.limit() - 1));
        kept.limit(kept.limit() - 1);
      }
      held.flip();
      return kept;
    }

    @Override
    public ByteBuffer end() {
      super.end();
      return held;
    }
  }
}
