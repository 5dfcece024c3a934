package dev.bursar.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.provider.Protocol;
import dev.bursar.it.provider.Provider;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A provider, a store and an app with the agent between them. */
public final class Rig implements AutoCloseable {
  private static final Duration SOON =
      Duration.ofSeconds(Integer.getInteger("bursar.it.patience", 15));

  private static final String WARM_UP = "gpt-4o";

  private final Combo combo;
  private final Provider provider;
  private final Store store;
  private final App app;
  private final List<App> others = new ArrayList<>();
  private final Agent agent;
  private BigDecimal over = BigDecimal.ZERO;
  private boolean healthy = true;

  private Rig(Combo combo, Provider provider, Store store, Agent agent, App app) {
    this.combo = combo;
    this.provider = provider;
    this.store = store;
    this.agent = agent;
    this.app = app;
  }

  /** Starts an app, and gets the agent into it in the combination's way. */
  public static Rig start(Combo combo, UnaryOperator<Agent> settings, String... flags) {
    Store store = Store.fresh();
    Provider provider = Provider.start(combo.protocol());
    Agent agent = settings.apply(Agent.on(store));
    return new Rig(combo, provider, store, agent, launch(combo, agent, provider, flags));
  }

  /** Starts an app with the agent behind another flag. */
  public static Rig startBehind(
      String flag, Combo combo, UnaryOperator<Agent> settings, String... flags) {
    Store store = Store.fresh();
    Provider provider = Provider.start(combo.protocol());
    Agent agent = settings.apply(Agent.on(store));
    List<String> all = flags(combo, provider);
    all.addAll(List.of(flag, agent.flag()));
    all.addAll(List.of(flags));
    return new Rig(combo, provider, store, agent, App.start(combo, all));
  }

  private static App launch(Combo combo, Agent agent, Provider provider, String... flags) {
    List<String> all = flags(combo, provider);
    all.addAll(List.of(flags));
    if (combo.how() == How.PREMAIN) {
      all.add(agent.flag());
      return App.start(combo, all);
    }
    App app = App.start(combo, all);
    try {
      warmUp(app, provider);
      Outcome attached = Desk.run(List.of("attach", Long.toString(app.pid()), agent.arguments()));
      assertThat(attached.exit()).as("%s; %s", attached, app).isZero();
      return app;
    } catch (RuntimeException | Error e) {
      app.close();
      throw e;
    }
  }

  /**
   * Calls of every kind, without the agent: by its arrival the app has its clients, its pools and
   * its connections, and has run what it will run. The provider then forgets them.
   */
  private static void warmUp(App app, Provider provider) {
    List<Ask> calls =
        List.of(
            Ask.chat(WARM_UP),
            Ask.chat(WARM_UP).async(),
            Ask.chat(WARM_UP).streamed(),
            Ask.embed("text-embedding-3-small"));
    for (Ask call : calls) {
      Answer answer = app.ask(call.to(provider.base()));
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }
    provider.forget();
  }

  /** Starts one more app with the same agent, on the same store. */
  public App another(Combo combo, String... flags) {
    App more = launch(combo, agent, provider, flags);
    others.add(more);
    return more;
  }

  /** Starts an app without the agent. */
  public static Rig bare(Combo combo, String... more) {
    Store store = Store.fresh();
    Provider provider = Provider.start(combo.protocol());
    List<String> flags = flags(combo, provider);
    flags.addAll(List.of(more));
    App app = App.start(combo, flags);
    return new Rig(combo, provider, store, Agent.on(store), app);
  }

  private static List<String> flags(Combo combo, Provider provider) {
    List<String> flags = new ArrayList<>(provider.trust());
    if (combo.protocol() == Protocol.HTTPS_2) {
      flags.add("-Dprograms.http2=true");
    }
    return flags;
  }

  /** Attaches to the app with some arguments, from a JDK's command line. */
  public Outcome attach(Jdk jdk, String arguments) {
    return Java.bursar(jdk, List.of("attach", Long.toString(app.pid()), arguments));
  }

  /** The provider that the app calls. */
  public Provider provider() {
    return provider;
  }

  /** The store that the agent writes. */
  public Store store() {
    return store;
  }

  /** The app. */
  public App app() {
    return app;
  }

  /** Has the app make a call to the provider, and waits for the answer. */
  public Answer ask(Ask order) {
    return app.ask(order.to(provider.base()));
  }

  /** Has another app make a call to the provider, and waits for the answer. */
  public Answer ask(App caller, Ask order) {
    return caller.ask(order.to(provider.base()));
  }

  /** Has an app make a call to the provider on the side. */
  public String start(App caller, Ask order) {
    return caller.start(order.to(provider.base()));
  }

  /** A URL at the provider. */
  public String url(String path) {
    return provider.uri() + path;
  }

  /** Whether the app lives and no check has failed: only then it can be used again. */
  public boolean healthy() {
    return healthy && app.alive();
  }

  /**
   * Waits until nothing is held. What was spent must then be what the provider has billed, to the
   * nano-dollar; what earlier calls were charged above their bill is counted in.
   */
  public Account settledExactly() {
    return settled(
        account ->
            assertThat(account.spent().subtract(over))
                .as("spent, against the provider's meter")
                .isEqualByComparingTo(provider.meter().total()));
  }

  /**
   * Waits until nothing is held, and allows that calls since the last check were charged above
   * their bill; never below.
   */
  public Account settledAtLeast() {
    Account account =
        settled(
            now ->
                assertThat(now.spent().subtract(over))
                    .as("spent, against the provider's meter")
                    .isGreaterThanOrEqualTo(provider.meter().total()));
    over = account.spent().subtract(provider.meter().total());
    return account;
  }

  private Account settled(Consumer<Account> check) {
    healthy = false;
    Account[] found = new Account[1];
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              Account account = store.account();
              assertThat(account.nothingHeld()).as("nothing held in %s", account).isTrue();
              check.accept(account);
              found[0] = account;
            });
    healthy = true;
    return found[0];
  }

  /** As {@link #quietWithFaults} without any, where more than the agent's one line was said. */
  public void faultless() {
    assertThat(app.strayOutput()).as("stdout").isEmpty();
    assertThat(store.faults()).as("swallowed faults; %s", app).isZero();
    assertThat(app.stderr())
        .as("stderr")
        .allMatch(line -> line.startsWith("bursar") || JvmWords.has(line));
  }

  /**
   * The app has printed nothing but its answers, and nothing stands on stderr but the agent's one
   * line and what the JVM itself says of agents; the agent has swallowed so many faults.
   */
  public void quietWithFaults(long faults) {
    assertThat(app.strayOutput()).as("stdout").isEmpty();
    assertThat(JvmWords.removedFrom(app.stderr(), combo))
        .as("stderr, %s", app)
        .hasSize(1)
        .allMatch(line -> line.startsWith("bursar "));
    assertThat(store.faults()).as("swallowed faults; %s", app).isEqualTo(faults);
  }

  @Override
  public void close() {
    others.forEach(App::close);
    app.close();
    provider.close();
    store.close();
  }
}
