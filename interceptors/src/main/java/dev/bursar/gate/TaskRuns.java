package dev.bursar.gate;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lives in the boot loader. The runs of tasks, by identity. A task is held weakly, so that it goes
 * when the app lets go of it; how many there may be is bounded.
 *
 * <p>Threading: any thread; without locks, also of the JDK's, since a virtual thread's scheduler
 * calls it and must not meet one (opentelemetry-java-instrumentation#10747). A list is never
 * changed: a change makes a new one.
 */
final class TaskRuns {
  private static final int LISTS = 1 << 15;
  private static final int MOST_IN_A_LIST = 32;

  private final AtomicReferenceArray<Entry> lists = new AtomicReferenceArray<>(LISTS);

  private static final class Entry extends WeakReference<Object> {
    final Run run;
    final Entry next;

    Entry(Object task, Run run, Entry next) {
      super(task);
      this.run = run;
      this.next = next;
    }
  }

  /** The run of a task, or null. */
  Run get(Object task) {
    return find(task, lists.get(list(task)));
  }

  private static Run find(Object task, Entry head) {
    for (Entry entry = head; entry != null; entry = entry.next) {
      if (entry.get() == task) {
        return entry.run;
      }
    }
    return null;
  }

  /**
   * Sets the run of a task.
   *
   * @return false where there is no room: then it has none
   */
  boolean put(Object task, Run run) {
    int list = list(task);
    while (true) {
      Entry head = lists.get(list);
      Entry others = without(task, head);
      boolean room = length(others) < MOST_IN_A_LIST;
      Entry changed = room ? new Entry(task, run, others) : others;
      if (lists.compareAndSet(list, head, changed)) {
        return room;
      }
    }
  }

  /**
   * Forgets a task.
   *
   * @return the run it had, or null
   */
  Run remove(Object task) {
    int list = list(task);
    while (true) {
      Entry head = lists.get(list);
      Run run = find(task, head);
      Entry others = without(task, head);
      if (others == head || lists.compareAndSet(list, head, others)) {
        return run;
      }
    }
  }

  /** The list itself where it has neither this task nor one that is gone, else a new one. */
  private static Entry without(Object task, Entry head) {
    Entry last = null; // the last one to leave out
    for (Entry entry = head; entry != null; entry = entry.next) {
      Object kept = entry.get();
      if (kept == null || kept == task) {
        last = entry;
      }
    }
    if (last == null) {
      return head;
    }
    Entry others = last.next;
    for (Entry entry = head; entry != last; entry = entry.next) {
      Object kept = entry.get();
      if (kept != null && kept != task) {
        others = new Entry(kept, entry.run, others);
      }
    }
    return others;
  }

  private static int length(Entry head) {
    int length = 0;
    for (Entry entry = head; entry != null; entry = entry.next) {
      length++;
    }
    return length;
  }

  private static int list(Object task) {
    int hash = System.identityHashCode(task);
    return (hash ^ (hash >>> 15)) & (LISTS - 1);
  }
}
