package dev.bursar.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java installations of this machine. Looked for in {@code BURSAR_TEST_JDKS} (system property
 * {@code bursar.test.jdks} or environment; one directory per version, named after it), {@code
 * JAVA_HOME} and the usual place for packaged JDKs.
 */
public final class Jdks {
  /** The versions that the agent must run on. */
  public static final List<Integer> ALL = List.of(8, 11, 17, 21, 25, 26);

  private static final Path DEFAULT = Path.of("/opt/test-jdks");
  private static final Path PACKAGED = Path.of("/usr/lib/jvm");
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)[^\"]*\"");

  private static final Map<Integer, Jdk> FOUND = find();

  private Jdks() {}

  /** The JVM that runs the build. */
  public static Jdk current() {
    return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  /** Those of {@link #ALL} that are here; says on stdout which are not. */
  public static List<Jdk> here() {
    return List.copyOf(FOUND.values());
  }

  /** A version, or the build's own JVM where it is not here. */
  public static Jdk orCurrent(int version) {
    return FOUND.getOrDefault(version, current());
  }

  /** The first and the last version that is here. */
  public static List<Jdk> ends() {
    List<Jdk> all = here();
    return all.size() < 2 ? all : List.of(all.get(0), all.get(all.size() - 1));
  }

  private static Map<Integer, Jdk> find() {
    Map<Integer, Jdk> found = new TreeMap<>();
    for (Path home : candidates()) {
      versionOf(home)
          .filter(ALL::contains)
          .ifPresent(version -> found.putIfAbsent(version, new Jdk(version, home)));
    }
    found.put(current().version(), current());
    for (int version : ALL) {
      if (!found.containsKey(version)) {
        System.out.println("it-tests: Java " + version + " is not on this machine: skipped");
      }
    }
    return found;
  }

  private static List<Path> candidates() {
    List<Path> homes = new ArrayList<>();
    String configured = System.getProperty("bursar.test.jdks", System.getenv("BURSAR_TEST_JDKS"));
    homes.addAll(children(configured == null ? DEFAULT : Path.of(configured)));
    if (System.getenv("JAVA_HOME") != null) {
      homes.add(Path.of(System.getenv("JAVA_HOME")));
    }
    homes.addAll(children(PACKAGED));
    homes.removeIf(home -> !Files.isExecutable(home.resolve("bin").resolve("java")));
    return homes;
  }

  private static List<Path> children(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Integer> versionOf(Path home) {
    String name = home.getFileName().toString();
    if (name.matches("\\d+")) {
      return Optional.of(Integer.valueOf(name));
    }
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release)) {
      return Optional.empty();
    }
    try {
      Matcher matcher = VERSION.matcher(Files.readString(release));
      return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
