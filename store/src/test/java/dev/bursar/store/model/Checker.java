package dev.bursar.store.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Visits every state that can be reached, breadth first. */
final class Checker {
  private final Protocol protocol;
  private final States states = new States();
  private int[] from = new int[1 << 20];
  private int[] to = new int[1 << 20];
  private int edges;
  private int ends;

  Checker(Mutation mutation, boolean secondCalls) {
    protocol = new Protocol(mutation, secondCalls);
  }

  /** What was found: {@code broken} is null where every property holds. */
  record Result(String broken, int states, int steps, int ends) {}

  Result run() {
    String broken = visitAll();
    if (broken == null) {
      broken = findStuck();
    }
    return new Result(broken, states.size(), edges, ends);
  }

  private String visitAll() {
    states.add(protocol.initial());
    List<byte[]> next = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      byte[] state = states.get(i);
      String broken = Properties.broken(state);
      next.clear();
      protocol.steps(state, next);
      if (broken == null && protocol.broken() != null) {
        broken = protocol.broken();
      }
      if (broken == null && next.isEmpty()) {
        ends++;
        broken = Properties.brokenAtEnd(state);
      }
      if (broken != null) {
        return broken;
      }
      for (byte[] each : next) {
        edge(i, states.add(each));
      }
      next.clear();
      protocol.deaths(state, next);
      next.forEach(states::add);
    }
    return null;
  }

  private void edge(int a, int b) {
    if (edges == from.length) {
      from = Arrays.copyOf(from, edges * 2);
      to = Arrays.copyOf(to, edges * 2);
    }
    from[edges] = a;
    to[edges++] = b;
  }

  /** From every state its processes' steps must be able to come to an end. */
  private String findStuck() {
    int[] starts = new int[states.size() + 2];
    for (int i = 0; i < edges; i++) {
      starts[to[i] + 2]++;
    }
    for (int i = 2; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] back = new int[edges];
    for (int i = 0; i < edges; i++) {
      back[starts[to[i] + 1]++] = from[i];
    }
    BitSet leaves = new BitSet();
    for (int i = 0; i < edges; i++) {
      leaves.set(from[i]);
    }
    int[] queue = new int[states.size()];
    int filled = 0;
    BitSet good = new BitSet();
    for (int i = leaves.nextClearBit(0); i < states.size(); i = leaves.nextClearBit(i + 1)) {
      good.set(i);
      queue[filled++] = i;
    }
    for (int at = 0; at < filled; at++) {
      for (int i = starts[queue[at]]; i < starts[queue[at] + 1]; i++) {
        if (!good.get(back[i])) {
          good.set(back[i]);
          queue[filled++] = back[i];
        }
      }
    }
    return filled == states.size() ? null : "no stuck hold: steps that never come to an end";
  }
}
