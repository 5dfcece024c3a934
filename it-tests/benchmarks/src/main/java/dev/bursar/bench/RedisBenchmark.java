package dev.bursar.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.Jedis;

/** The same pair as two scripts inside Redis: three accounts, the same units, a record per hold. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Dslf4j.internal.verbosity=ERROR", "-D" + RedisBenchmark.ALONE + "=true"})
@State(Scope.Benchmark)
public class RedisBenchmark {
  static final String ALONE = "bursar.bench.alone";

  private static final String[] ACCOUNTS = {"agent", "team", "root"};
  private static final String[] LIMITS = {
    "usd", "tokens", "input", "output", "calls", "retries", "open"
  };
  private static final String[] UNITS = {"usd", "input", "output", "calls", "retries"};
  // The highest whole number that Lua's arithmetic is exact for.
  private static final String MAX = Long.toString(1L << 53);
  private static final int KEYS = 4;
  private static final byte[] HELD_USD = bytes(Call.HELD_USD);
  private static final byte[] HELD_INPUT = bytes(Call.HELD_INPUT);
  private static final byte[] HELD_OUTPUT = bytes(Call.HELD_OUTPUT);
  private static final byte[] RETRIES = bytes(Call.RETRIES);
  private static final byte[] USED_USD = bytes(Call.USED_USD);
  private static final byte[] USED_INPUT = bytes(Call.USED_INPUT);
  private static final byte[] USED_OUTPUT = bytes(Call.USED_OUTPUT);

  private final byte[] agent = ACCOUNTS[0].getBytes(US_ASCII);
  private final byte[] team = ACCOUNTS[1].getBytes(US_ASCII);
  private final byte[] root = ACCOUNTS[2].getBytes(US_ASCII);
  private final byte[] holds = "holds".getBytes(US_ASCII);

  private RedisServer server;
  private Jedis jedis;
  private byte[] reserve;
  private byte[] settle;

  /** Only JMH makes one. */
  public RedisBenchmark() {}

  /** Starts a server and makes the accounts. */
  @Setup(Level.Trial)
  public void start() throws IOException, InterruptedException {
    if (!RedisServer.installed()) {
      throw new IllegalStateException(RedisServer.MISSING);
    }
    if (Boolean.getBoolean(ALONE)) {
      RedisServer.stayOnOneCore();
    }
    server = RedisServer.start();
    jedis = server.connect();
    for (String account : ACCOUNTS) {
      for (String limit : LIMITS) {
        jedis.hset(account, "limit." + limit, MAX);
      }
      for (String unit : UNITS) {
        jedis.hset(account, "spent." + unit, "0");
        jedis.hset(account, "held." + unit, "0");
      }
    }
    reserve = jedis.scriptLoad(script("reserve.lua"));
    settle = jedis.scriptLoad(script("settle.lua"));
  }

  private static byte[] script(String name) throws IOException {
    try (InputStream in = RedisBenchmark.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** Checks what was booked and ends the server. */
  @TearDown(Level.Trial)
  public void end() throws IOException {
    try (RedisServer ending = server;
        Jedis last = jedis) {
      for (String account : ACCOUNTS) {
        long usd = Long.parseLong(last.hget(account, "spent.usd"));
        long calls = Long.parseLong(last.hget(account, "spent.calls"));
        if (usd != calls * Call.USED_USD || !"0".equals(last.hget(account, "held.usd"))) {
          throw new IllegalStateException("account " + account + ": " + last.hgetAll(account));
        }
      }
    }
  }

  /** The pair: reserve, settle. */
  @Benchmark
  public long reserveSettle() {
    byte[] now = bytes(System.currentTimeMillis());
    long hold =
        (Long)
            jedis.evalsha(
                reserve,
                KEYS,
                agent,
                team,
                root,
                holds,
                HELD_USD,
                HELD_INPUT,
                HELD_OUTPUT,
                RETRIES,
                now);
    byte[] record = ("hold:" + hold).getBytes(US_ASCII);
    long settled =
        (Long)
            jedis.evalsha(
                settle, KEYS, agent, team, root, record, USED_USD, USED_INPUT, USED_OUTPUT);
    if (hold < 1 || settled != 1) {
      throw new IllegalStateException("refused");
    }
    return hold;
  }

  private static byte[] bytes(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
