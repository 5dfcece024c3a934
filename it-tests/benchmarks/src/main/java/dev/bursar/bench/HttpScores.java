package dev.bursar.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.util.ListStatistics;

/** What each arm took, round by round. */
final class HttpScores {
  private final Map<HttpArm, List<Score>> rounds = new HashMap<>();

  void add(HttpArm arm, Score score) {
    rounds.computeIfAbsent(arm, none -> new ArrayList<>()).add(score);
  }

  boolean has(HttpArm arm) {
    return rounds.containsKey(arm);
  }

  /** Nanoseconds of one operation. */
  ListStatistics nanos(HttpArm arm) {
    ListStatistics nanos = new ListStatistics();
    rounds.get(arm).forEach(score -> nanos.addValue(score.nanos()));
    return nanos;
  }

  /** Nanoseconds that an arm took more than another one, in each round. */
  ListStatistics added(HttpArm with, HttpArm without) {
    ListStatistics added = new ListStatistics();
    List<Score> more = rounds.get(with);
    List<Score> less = rounds.get(without);
    for (int i = 0; i < Math.min(more.size(), less.size()); i++) {
      added.addValue(more.get(i).nanos() - less.get(i).nanos());
    }
    return added;
  }

  /** Nanoseconds that two arms differ by, in each round, whichever took more. */
  ListStatistics apart(HttpArm one, HttpArm other) {
    ListStatistics apart = new ListStatistics();
    for (int i = 0; i < rounds.get(one).size(); i++) {
      apart.addValue(Math.abs(rounds.get(one).get(i).nanos() - rounds.get(other).get(i).nanos()));
    }
    return apart;
  }

  /** Bytes that an operation of an arm allocates more than one of another, in the first round. */
  double bytes(HttpArm with, HttpArm without) {
    return rounds.get(with).get(0).bytes() - rounds.get(without).get(0).bytes();
  }
}
