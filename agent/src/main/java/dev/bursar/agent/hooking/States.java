package dev.bursar.agent.hooking;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What became of each class that is to be hooked, one entry a class and loader.
 *
 * <p>Threading: safe from any thread; holds its lock for a few instructions only.
 */
final class States {
  /** Stands for the boot loader, which is null. */
  private static final Object BOOT = new Object();

  private static final class Outcome {
    final ClientHooks client;
    final HookedType type;
    final Status status;
    final String reason;

    Outcome(ClientHooks client, HookedType type, Status status, String reason) {
      this.client = client;
      this.type = type;
      this.status = status;
      this.reason = reason;
    }

    boolean sameAs(Outcome other) {
      return status == other.status
          && (reason == null ? other.reason == null : reason.equals(other.reason));
    }
  }

  private final List<ClientHooks> clients; // under the lock
  private final Map<Object, List<Outcome>> byLoader = new WeakHashMap<>();

  States(List<ClientHooks> clients) {
    this.clients = new ArrayList<>(clients);
  }

  /** Others are to be hooked too. */
  synchronized void add(List<ClientHooks> more) {
    clients.addAll(more);
  }

  /** Notes what became of a class; replaces what was noted before of the same class and loader. */
  synchronized void note(
      ClientHooks client, HookedType type, ClassLoader loader, Status status, String reason) {
    Object key = loader == null ? BOOT : loader;
    List<Outcome> outcomes = byLoader.get(key);
    if (outcomes == null) {
      outcomes = new ArrayList<>(4);
      byLoader.put(key, outcomes);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i).type == type) {
        outcomes.remove(i);
        break;
      }
    }
    outcomes.add(new Outcome(client, type, status, reason));
  }

  /**
   * Notes that none of a client's classes is live after all.
   *
   * @param loader whose classes; any loader's where one hook serves all
   */
  synchronized void withdraw(ClientHooks client, ClassLoader loader, Status status, String reason) {
    Object wanted = loader == null ? BOOT : loader;
    for (Map.Entry<Object, List<Outcome>> entry : byLoader.entrySet()) {
      if (client.appPackages().isEmpty() || entry.getKey() == wanted) {
        List<Outcome> outcomes = entry.getValue();
        for (int i = 0; i < outcomes.size(); i++) {
          Outcome outcome = outcomes.get(i);
          if (outcome.client == client && outcome.status == Status.LIVE) {
            outcomes.set(i, new Outcome(client, outcome.type, status, reason));
          }
        }
      }
    }
  }

  /** What was noted of a class and loader, or null. */
  synchronized Status of(HookedType type, ClassLoader loader) {
    List<Outcome> outcomes = byLoader.get(loader == null ? BOOT : loader);
    if (outcomes != null) {
      for (Outcome outcome : outcomes) {
        if (outcome.type == type) {
          return outcome.status;
        }
      }
    }
    return null;
  }

  /** Whether any of a client's classes that are to be hooked has appeared in a loader. */
  synchronized boolean isKnown(ClientHooks client, ClassLoader loader) {
    List<Outcome> own = byLoader.get(loader == null ? BOOT : loader);
    return own != null && isLive(client, own) != null;
  }

  /**
   * Whether a client's hook is live for its classes of a loader. Where none of that loader is
   * known, as of a library whose jars have loaders of their own, those of any other loader tell.
   */
  synchronized boolean isLive(ClientHooks client, ClassLoader loader) {
    List<Outcome> own = byLoader.get(loader == null ? BOOT : loader);
    Boolean live = own == null ? null : isLive(client, own);
    if (live != null) {
      return live;
    }
    for (List<Outcome> outcomes : byLoader.values()) {
      if (Boolean.TRUE.equals(isLive(client, outcomes))) {
        return true;
      }
    }
    return false;
  }

  /** Null where nothing is known. */
  private static Boolean isLive(ClientHooks client, List<Outcome> outcomes) {
    Boolean live = null;
    for (Outcome outcome : outcomes) {
      if (outcome.client == client) {
        live = outcome.status == Status.LIVE && !Boolean.FALSE.equals(live);
      }
    }
    return live;
  }

  /** One entry a class and outcome, in the order of the clients. */
  synchronized List<HookState> report() {
    List<HookState> report = new ArrayList<>();
    for (ClientHooks client : clients) {
      for (HookedType type : client.reported()) {
        report(client, type, report);
      }
    }
    return Collections.unmodifiableList(report);
  }

  private void report(ClientHooks client, HookedType type, List<HookState> report) {
    List<Outcome> distinct = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (List<Outcome> outcomes : byLoader.values()) {
      for (Outcome outcome : outcomes) {
        if (outcome.type == type && outcome.client == client) {
          count(outcome, distinct, counts);
        }
      }
    }
    if (distinct.isEmpty()) {
      report.add(new HookState(client.client(), type.name(), Status.NOT_LOADED, 0, null));
    }
    for (int i = 0; i < distinct.size(); i++) {
      Outcome outcome = distinct.get(i);
      report.add(
          new HookState(
              client.client(), type.name(), outcome.status, counts.get(i), outcome.reason));
    }
  }

  private static void count(Outcome outcome, List<Outcome> distinct, List<Integer> counts) {
    for (int i = 0; i < distinct.size(); i++) {
      if (distinct.get(i).sameAs(outcome)) {
        counts.set(i, counts.get(i) + 1);
        return;
      }
    }
    distinct.add(outcome);
    counts.add(1);
  }
}
