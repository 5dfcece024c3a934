package dev.bursar.interceptors.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Clients;
import dev.bursar.interceptors.shape.sample.SampleHook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ShapeListsTest {
  private static final Path CLASSES = Path.of("target", "classes");

  @Test
  void namesEverySymbolOfTheLibraryThatTheClassesOfThePackageUse() throws Exception {
    ClientHooks sample =
        new ClientHooks(
            "sample",
            63,
            SampleHook.class.getName(),
            List.of("java.util.zip.", "java.util.function."));

    assertThat(ShapeLists.list(Path.of("target", "test-classes"), sample))
        .isEqualTo(
            """
            extend java/util/function/Supplier
            with get()Ljava/lang/Object;
            extend java/util/zip/GZIPInputStream
            with isOver()Z
            with read([BII)I
            class java/util/zip/CRC32
            call getValue()J
            interface java/util/zip/Checksum
            call getValue()J
            call update(I)V
            type java/util/zip/DataFormatException
            class java/util/zip/GZIPInputStream
            call <init>(Ljava/io/InputStream;)V
            call available()I
            call read([BII)I
            read eos Z
            type java/util/zip/Inflater
            class java/util/zip/ZipEntry
            call <init>(Ljava/lang/String;)V
            call getSize()J
            where java/util/zip/CRC32C#update
            class java/util/zip/CheckedInputStream
            call <init>(Ljava/io/InputStream;Ljava/util/zip/Checksum;)V
            """);
  }

  @ParameterizedTest
  @FieldSource("dev.bursar.interceptors.Clients#ALL")
  void everyClientHasOne(ClientHooks client) throws Exception {
    String list = Files.readString(CLASSES.resolve(client.shapeList()));
    assertThat(list).startsWith("# " + client.client() + "\n");
    // What HttpURLConnection's hook links to is java.base's own API, and of no version.
    assertThat(list.contains("\ncall ")).isEqualTo(!client.client().equals("http-url-connection"));
    assertThat(Clients.ALL).filteredOn(c -> c.shapeList().equals(client.shapeList())).hasSize(1);
  }
}
