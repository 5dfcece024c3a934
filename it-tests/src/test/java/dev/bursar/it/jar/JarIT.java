package dev.bursar.it.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.harness.Build;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jar. */
class JarIT {
  private static final long MOST_BYTES = 16_000_000;
  private static final int JAVA_8 = 52;
  private static final int JAVA_11 = 55;
  private static final int CLASS_MAGIC = 0xCAFEBABE;

  @Test
  void onlyTheEntryAndTheGateAreOnTop() throws IOException {
    try (JarFile jar = open()) {
      assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName))
          .allMatch(
              name ->
                  name.startsWith("META-INF/")
                      || name.matches("dev/bursar/Bursar[^/]*\\.class")
                      || name.matches("dev/bursar/gate/[^/]+\\.class")
                      || name.startsWith("inst/"),
              "on top or under inst/");
    }
  }

  @Test
  void noClassOfADependencyIsWhereTheAppCouldFindIt() throws IOException {
    try (JarFile jar = open()) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .filteredOn(name -> name.startsWith("META-INF/"))
          .noneMatch(name -> name.endsWith(".class"))
          .noneMatch(name -> name.startsWith("META-INF/versions/"))
          .noneMatch(name -> name.startsWith("META-INF/services/"));
    }
  }

  @Test
  void itIsSmall() throws IOException {
    assertThat(Files.size(Build.agentJar())).isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void everyClassRunsOnJava8() throws IOException {
    Map<String, Integer> newer = new TreeMap<>();
    try (JarFile jar = open()) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        int version = classVersion(jar, entry);
        if (version > JAVA_8) {
          newer.put(entry.getName(), version);
        }
      }
    }
    assertThat(newer.keySet()).allMatch(name -> name.startsWith("inst/"), "under inst/");
    assertThat(newer.keySet())
        .as("only what adapts API that Java 8 lacks")
        .allMatch(name -> name.startsWith("inst/dev/bursar/"));
    assertThat(newer.values()).allMatch(version -> version <= JAVA_11);
  }

  @Test
  void theManifestSaysWhatItMust() throws IOException {
    try (JarFile jar = open()) {
      Attributes main = jar.getManifest().getMainAttributes();
      for (String name : List.of("Premain-Class", "Agent-Class", "Main-Class")) {
        assertThat(main.getValue(name)).as(name).startsWith("dev.bursar.Bursar");
      }
      assertThat(main.getValue("Can-Retransform-Classes")).isEqualTo("true");
      assertThat(main.getValue("Multi-Release")).isNotEqualTo("true");
    }
  }

  @Test
  void nothingIsThereTwice() throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile jar = open()) {
      jar.stream().map(ZipEntry::getName).forEach(names::add);
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  private static int classVersion(JarFile jar, ZipEntry entry) throws IOException {
    if (entry.isDirectory() || entry.getSize() < 8) {
      return 0;
    }
    try (InputStream in = jar.getInputStream(entry);
        DataInputStream data = new DataInputStream(in)) {
      if (data.readInt() != CLASS_MAGIC) {
        return 0;
      }
      data.readUnsignedShort();
      return data.readUnsignedShort();
    }
  }

  private static JarFile open() throws IOException {
    return new JarFile(Build.agentJar().toFile());
  }
}
