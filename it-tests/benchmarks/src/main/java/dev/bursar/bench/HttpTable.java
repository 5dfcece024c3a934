package dev.bursar.bench;

import java.io.IOException;
import java.util.Locale;
import org.openjdk.jmh.util.ListStatistics;

/** The scores as Markdown: what, without an agent, what Bursar adds, what OpenTelemetry's does. */
final class HttpTable {
  private static final double MEDIAN = 50;
  private static final double MICRO = 1e3;
  private static final double CALL_MAX = 10_000;
  private static final double MODEL_MAX = 20_000;
  private static final double EVENT_MAX = 2_000;
  private static final double OTHER_MAX = 200;
  private static final double READ_MAX = 3_000;

  private final HttpScores scores;
  private final Effort effort;
  private final int busy;
  private final int arms;
  private final boolean awake;
  private final boolean apart;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param busy how many of the JVMs started while others worked on the machine
   * @param arms how many arms there were; rows whose arms are missing are left out
   * @param awake whether the cores were kept from sleeping
   * @param apart whether the server and what calls it had a core each
   */
  HttpTable(HttpScores scores, Effort effort, int busy, int arms, boolean awake, boolean apart) {
    this.scores = scores;
    this.effort = effort;
    this.busy = busy;
    this.arms = arms;
    this.awake = awake;
    this.apart = apart;
  }

  String markdown() throws IOException {
    text.setLength(0);
    text.append("| what | no agent | Bursar adds | OpenTelemetry's agent adds | and where it");
    text.append(" exports nothing | goal |\n|---|---|---|---|---|---|\n");
    for (HttpVia via : HttpVia.values()) {
      if (via.loopback) {
        beside(via);
      } else if (via == HttpVia.LANGCHAIN4J) {
        bounded("a call of an app's own model", via, HttpWork.CHAT, 1, MODEL_MAX, "≤ 20 µs");
        bounded("the same by an AI service", via, HttpWork.SERVICE, 1, MODEL_MAX, "≤ 20 µs");
      } else {
        bounded("**a governed call**", via, HttpWork.CHAT, 1, CALL_MAX, "≤ 10 µs");
      }
    }
    HttpVia via = HttpVia.OKHTTP_5_MEMORY;
    bounded(
        "an event of a stream of " + CannedAnswers.EVENTS,
        via,
        HttpWork.STREAM,
        CannedAnswers.EVENTS,
        EVENT_MAX,
        "≤ 2 µs");
    bounded("a GET that is logged", via, HttpWork.LOGGED_GET, 1, READ_MAX, "≤ 3 µs");
    String unconnected = ", up to the connection";
    bounded(
        "a POST that is no LLM call" + unconnected,
        via,
        HttpWork.OTHER_POST,
        1,
        OTHER_MAX,
        "≤ 0.2 µs");
    bounded(
        "a GET that is not logged" + unconnected,
        via,
        HttpWork.OTHER_GET,
        1,
        OTHER_MAX,
        "≤ 0.2 µs");
    refusal(via);
    return text.append('\n').append(caption()).toString();
  }

  /** A row with a goal of its own. */
  private void bounded(
      String what, HttpVia via, HttpWork work, int parts, double max, String goal) {
    HttpArm bursar = new HttpArm(via, work, HttpAgent.BURSAR);
    HttpArm none = none(via, work);
    if (!scores.has(bursar) || !scores.has(none)) {
      return;
    }
    ListStatistics added = scores.added(bursar, none);
    boolean reached = added.getPercentile(MEDIAN) / parts <= max;
    row(
        what + ", " + via.client + ", in memory",
        micros(scores.nanos(none), parts),
        micros(added, parts) + allocated(bursar, none, parts),
        otherAdds(HttpAgent.OPENTELEMETRY, via, work, parts),
        otherAdds(HttpAgent.OPENTELEMETRY_SILENT, via, work, parts),
        goal(goal, reached));
  }

  /**
   * A row that is judged by what OpenTelemetry's agent adds to the same, where it does its work as
   * ours does: its spans arrive at a collector. Noise is what two JVMs without an agent differ by,
   * by the median of the rounds.
   */
  private void beside(HttpVia via) {
    HttpArm none = none(via, HttpWork.CHAT);
    HttpArm again = new HttpArm(via, HttpWork.CHAT, HttpAgent.NONE_AGAIN);
    HttpArm bursar = new HttpArm(via, HttpWork.CHAT, HttpAgent.BURSAR);
    HttpArm other = new HttpArm(via, HttpWork.CHAT, HttpAgent.OPENTELEMETRY);
    if (!scores.has(none) || !scores.has(again) || !scores.has(bursar) || !scores.has(other)) {
      return;
    }
    double more = scores.added(bursar, other).getPercentile(MEDIAN);
    double noise = scores.apart(again, none).getPercentile(MEDIAN);
    row(
        "**a governed call**, " + via.client + ", loopback",
        micros(scores.nanos(none), 1) + format(", noise %.2f µs", noise / MICRO),
        micros(scores.added(bursar, none), 1) + allocated(bursar, none, 1),
        otherAdds(HttpAgent.OPENTELEMETRY, via, HttpWork.CHAT, 1),
        otherAdds(HttpAgent.OPENTELEMETRY_SILENT, via, HttpWork.CHAT, 1),
        goal("no more than OpenTelemetry's within noise", more <= noise)
            + format(": %+.2f µs", more / MICRO));
  }

  private void refusal(HttpVia via) {
    HttpArm pass = new HttpArm(via, HttpWork.CHAT, HttpAgent.BURSAR);
    HttpArm refused = new HttpArm(via, HttpWork.REFUSED, HttpAgent.BURSAR);
    HttpArm none = none(via, HttpWork.CHAT);
    if (scores.has(pass) && scores.has(refused) && scores.has(none)) {
      ListStatistics added = scores.added(refused, pass);
      row(
          "a call that is refused: all of it, " + via.client,
          micros(scores.nanos(none), 1),
          micros(scores.nanos(refused), 1) + " in its place",
          "",
          "",
          goal("less than a pass", added.getPercentile(MEDIAN) < 0)
              + format(
                  ": %.2f of it",
                  scores.nanos(refused).getPercentile(MEDIAN)
                      / scores.nanos(pass).getPercentile(MEDIAN)));
    }
  }

  private static HttpArm none(HttpVia via, HttpWork work) {
    return new HttpArm(via, work, HttpAgent.NONE);
  }

  private String otherAdds(HttpAgent agent, HttpVia via, HttpWork work, int parts) {
    HttpArm other = new HttpArm(via, work, agent);
    HttpArm none = none(via, work);
    return scores.has(other)
        ? micros(scores.added(other, none), parts) + allocated(other, none, parts)
        : "";
  }

  private String allocated(HttpArm with, HttpArm without, int parts) {
    return format(", %.0f B", scores.bytes(with, without) / parts);
  }

  private void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String micros(ListStatistics nanos, int parts) {
    double unit = MICRO * parts;
    return format(
        "%.2f (%.2f to %.2f) µs",
        nanos.getPercentile(MEDIAN) / unit, nanos.getMin() / unit, nanos.getMax() / unit);
  }

  private static String goal(String goal, boolean reached) {
    return reached ? goal : goal + ", **missed**";
  }

  private String caption() throws IOException {
    int all = arms * effort.rounds();
    return format(
        "%s. The packaged agents, every arm of every round a JVM of its own: median (least to"
            + " greatest) of %d rounds; what is added is a difference within a round. In memory by"
            + " JMH, %d seconds after %d of warm-up. On the loopback the JVMs are there at once and"
            + " call in turns of %d ms, %d after %d of warm-up: the median of the turns, each the"
            + " mean of its calls; noise is the median of what two JVMs without an agent differ by."
            + " A body has %d bytes; Bursar's store lies in memory; OpenTelemetry's agent has its"
            + " defaults and a collector on the loopback, or no exporter%s%s%s. java.net.http makes"
            + " its connections itself and cannot be answered in memory.\n",
        Table.machine(),
        effort.rounds(),
        effort.iterations(),
        effort.warmups(),
        Turns.TURN_MILLIS,
        Turns.COUNTED,
        Turns.WARM_UPS,
        CannedAnswers.BODY,
        apart ? "; the server and what is measured have a core each" : "",
        awake ? "; idle cores spin, since to wake one takes longer than what is measured" : "",
        busy == 0 ? "" : format("; %d of %d JVMs began on a busy machine", busy, all));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
