package dev.bursar.agent.governor;

import dev.bursar.agent.prices.PriceTable;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Headers;
import dev.bursar.gate.Tap;
import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.CallRecord;
import dev.bursar.store.Limits;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A governor on a real store, with an account of its own for each object. The store is shared by
 * all tests of the JVM, since opening one is the dearest part of a test.
 */
final class Bench {
  static final PriceTable PRICES = PriceTable.builtIn();
  static final String CHAT =
      "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  static final String STREAM = CHAT.replace("{\"model\"", "{\"stream\":true,\"model\"");

  /** The loose bound of the input of {@link #CHAT}, in tokens. */
  static final long CHAT_INPUT = CHAT.length() + 16L;

  private static final AtomicInteger ACCOUNTS = new AtomicInteger();
  private static Store store;

  final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
  final Account account;
  final LedgerGovernor governor;
  final Books books;

  Bench(Limits limits) {
    this(limits, Policy.builder());
  }

  Bench(Limits limits, Policy.Builder policy) {
    this(limits, policy, PRICES);
  }

  Bench(Limits limits, Policy.Builder policy, PriceTable prices) {
    account = store().ledger().account("test-" + ACCOUNTS.incrementAndGet(), null, limits);
    Policy built = policy.build();
    books = new Books(store(), account, List.of(), built.runs());
    governor = new LedgerGovernor(built, millis -> books, prices, faults::add, null);
  }

  static synchronized Store store() {
    if (store == null) {
      try {
        Path dir = Files.createTempDirectory("bursar-governor");
        store = Store.open(dir.toFile(), StoreOptions.defaults());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return store;
  }

  private static void delete(Path dir) {
    store.close();
    try (var files = Files.list(dir)) {
      files.forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // Left to the system.
      return;
    }
    dir.toFile().delete();
  }

  /** What tokens cost at gpt-4o's prices, in nano-dollars. */
  static long usd(long input, long output) {
    return input * 2500 + output * 10_000;
  }

  Exchange open(FakeRequest request) {
    return governor.open(request, Governor.CALL);
  }

  /** Decides and, where the call may leave, starts to send it. */
  Sent send(String body) {
    return send(FakeRequest.post(body));
  }

  Sent send(FakeRequest request) {
    Exchange exchange = open(request);
    try {
      Decision decision = exchange.decide();
      if (decision.refusal() == null) {
        exchange.attempt();
      }
      return new Sent(exchange, decision);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AccountView view() {
    return store().ledger().accounts().stream()
        .filter(view -> view.name().equals(account.name()))
        .findFirst()
        .orElseThrow();
  }

  /** This account's records, oldest first. */
  List<CallRecord> records() {
    return store().calls().tail(10_000).stream()
        .filter(call -> call.account().equals(account.name()))
        .toList();
  }

  CallRecord record() {
    List<CallRecord> all = records();
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " records, 1 expected");
    }
    return all.get(0);
  }

  /** A call that was sent, or refused. */
  record Sent(Exchange exchange, Decision decision) {
    boolean refused() {
      return decision.refusal() != null;
    }

    /** The body that is sent instead of the app's, or null. */
    String body() {
      return decision.body() == null ? null : new String(decision.body(), StandardCharsets.UTF_8);
    }

    Tap respond(int status) {
      return exchange.response(status, headers(Map.of()));
    }

    Tap respond(Map<String, String> headers) {
      return exchange.response(200, headers(headers));
    }

    /** Answers with a whole body, and gives what the app gets to see of it. */
    String answer(String body) {
      Tap tap = respond(200);
      String seen = show(tap, body);
      return seen + text(tap.end());
    }

    private static Headers headers(Map<String, String> map) {
      return name -> map.get(name.toLowerCase(Locale.ROOT));
    }
  }

  static String show(Tap tap, String body) {
    return text(tap.data(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  static String usage(long prompt, long completion) {
    return "{\"model\":\"gpt-4o\",\"choices\":[],\"usage\":{\"prompt_tokens\":"
        + prompt
        + ",\"completion_tokens\":"
        + completion
        + "}}";
  }
}
