package dev.bursar.store.memory;

import java.util.List;

/** In place of {@code java.lang.management.RuntimeMXBean}: the two methods the library calls. */
public interface RuntimeMXBean {
  /** {@code pid@host}. */
  String getName();

  /** The JVM's arguments. */
  List<String> getInputArguments();
}
