package dev.bursar.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.research.ResearchTeam;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppTest {
  @TempDir private Path directory;

  @Test
  void callsAgainAndAgainUntilItIsStopped() throws Exception {
    try (Provider provider = new Provider()) {
      App app = start(provider.url());
      try {
        await().until(() -> provider.meter().calls() > 20);
        assertThat(app.endsWithin(0)).isFalse();
      } finally {
        app.stop();
      }
      assertThat(app.endsWithin(0)).isTrue();
    }
  }

  @Test
  void endsAndLogsWhyWhenItsProviderIsGone() throws Exception {
    Provider provider = new Provider();
    App app = start(provider.url());
    await().until(() -> provider.meter().calls() > 0);
    provider.close();

    assertThat(app.endsWithin(30_000)).isTrue();
    assertThat(app.printed())
        .startsWith("The report on the tea trade failed.")
        .anyMatch(line -> line.startsWith("\tat com.example.research.ResearchTeam.ask("));
  }

  private App start(String url) throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            place(ResearchTeam.class),
            place(OkHttpClient.class),
            place(Buffer.class));
    return App.start(classPath, List.of(), url, directory.resolve("log").toFile());
  }

  private static String place(Class<?> type) throws URISyntaxException, IOException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
