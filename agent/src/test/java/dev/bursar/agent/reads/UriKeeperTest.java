package dev.bursar.agent.reads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.governor.KeyedHash;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriKeeperTest {
  private final UriKeeper keeper = new UriKeeper(new KeyedHash(new byte[32]), "agent_id");

  @ParameterizedTest
  @CsvSource({
    "https://H.Example/a, https://h.example/a",
    "HTTPS://h/a, https://h/a",
    "https://h:443/a, https://h/a",
    "http://h:80/a, http://h/a",
    "http://h:443/a, http://h:443/a",
    "https://h:8443/A/b%2Fc, https://h:8443/A/b%2Fc",
    "https://h, https://h/",
    "https://h/a#part, https://h/a",
    "https://user:secret@h/a, https://h/a",
    "https://user:se@cret@h/a, https://h/a",
    "https://h/mail@x, https://h/mail@x",
    "https://h/?agent_id=researcher, https://h/?agent_id=researcher",
    "https://h/?a=, https://h/?a=",
    "https://h/?, https://h/?",
    "https://[::1]:443/a, https://[::1]/a",
    "nonsense, nonsense/",
    "'', /",
  })
  void theNameIsNormalisedAndWithoutUserInfo(String url, String name) {
    assertThat(keeper.name(url)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h/a?key=s3cret",
        "https://h/a?x=1&api_key=s3cret&y=2",
        "https://h/a?s3cret",
        "https://h?s3cret",
        "https://h/a?x=1&s3cret",
        "https://h/a?agent_id2=s3cret#s3cret",
        "https://s3cret@h/a",
        "s3cret@h?a=s3cret",
      })
  void noQueryValueCanBeRead(String url) {
    String name = keeper.name(url);
    assertThat(name.replaceFirst("^s3cret@h", "")).doesNotContain("s3cret");
  }

  @Test
  void equalValuesStayEqualUnderOneKeyAndOnlyThere() {
    String name = keeper.name("https://h/a?key=v&other=w");
    assertThat(name).matches("https://h/a\\?key=[0-9a-f]{16}&other=[0-9a-f]{16}");
    assertThat(keeper.name("https://h/a?key=v&other=w")).isEqualTo(name);
    assertThat(keeper.name("https://h/a?key=w&other=w")).isNotEqualTo(name);
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;
    assertThat(new UriKeeper(new KeyedHash(otherKey), null).name("https://h/a?key=v&other=w"))
        .isNotEqualTo(name);
  }

  @Test
  void aLongNameIsBoundedAndStaysItsOwn() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String name = keeper.name("https://h/" + "x".repeat(5000) + i);
      assertThat(name).hasSize(UriKeeper.MAX_LENGTH).startsWith("https://h/xxx");
      names.add(name);
    }
    assertThat(names).hasSize(100);
    assertThat(keeper.name("https://h/?" + "a=b&".repeat(100_000))).hasSize(UriKeeper.MAX_LENGTH);
  }
}
