package dev.bursar.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** One JVM to measure. */
record HttpArm(HttpVia via, HttpWork work, HttpAgent agent) {
  /** All, in the order in which a round goes through them. */
  static List<HttpArm> all() {
    List<HttpArm> all = new ArrayList<>();
    for (HttpVia via : HttpVia.values()) {
      if (via == HttpVia.LANGCHAIN4J) {
        two(all, via, HttpWork.CHAT);
        two(all, via, HttpWork.SERVICE);
        continue;
      }
      beside(all, via, HttpWork.CHAT);
      if (via == HttpVia.OKHTTP_5_MEMORY) {
        beside(all, via, HttpWork.STREAM);
        all.add(new HttpArm(via, HttpWork.REFUSED, HttpAgent.BURSAR));
        two(all, via, HttpWork.OTHER_POST);
        two(all, via, HttpWork.OTHER_GET);
        two(all, via, HttpWork.LOGGED_GET);
      }
    }
    return all;
  }

  private static void two(List<HttpArm> all, HttpVia via, HttpWork work) {
    all.add(new HttpArm(via, work, HttpAgent.NONE));
    all.add(new HttpArm(via, work, HttpAgent.BURSAR));
  }

  private static void beside(List<HttpArm> all, HttpVia via, HttpWork work) {
    two(all, via, work);
    all.add(new HttpArm(via, work, HttpAgent.OPENTELEMETRY));
    all.add(new HttpArm(via, work, HttpAgent.OPENTELEMETRY_SILENT));
    if (via.loopback) {
      all.add(new HttpArm(via, work, HttpAgent.NONE_AGAIN));
    }
  }

  ChainedOptionsBuilder options() {
    String name = via.benchmark().getName() + "." + work.method;
    return new OptionsBuilder().include("^" + Pattern.quote(name) + "$").mode(Mode.AverageTime);
  }

  @Override
  public String toString() {
    return via + " " + work + " " + agent;
  }
}
