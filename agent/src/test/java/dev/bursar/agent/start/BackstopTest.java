package dev.bursar.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.ConfigurationLoader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BackstopTest implements Backstop.Surroundings {
  private static final String HOST = "api.x.ai";
  private static final String RULES =
      "accounts=[{name: a, when: {host: llm.acme.com}}, {name: b, when: {host: \"*.acme.org\"}}]";

  private String opener = "com.acme.raw.Client";
  private int told;
  private int kinds;

  @Override
  public String unhookedOpener() {
    return opener;
  }

  @Override
  public void unmetered(boolean first) {
    told++;
    kinds += first ? 1 : 0;
  }

  @Test
  void countsByHostAndOpener() throws Exception {
    Backstop backstop = new Backstop(configuration("mode=enforce"), this);

    for (int i = 0; i < 3; i++) {
      assertThat(backstop.connect(HOST)).isNull();
    }
    opener = "com.acme.raw.Another";
    assertThat(backstop.connect(HOST)).isNull();

    assertThat(backstop.count()).isEqualTo(4);
    assertThat(told).isEqualTo(4);
    assertThat(kinds).isEqualTo(2);
    assertThat(backstop.report())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "api.x.ai com.acme.raw.Client: 3, refused 0",
            "api.x.ai com.acme.raw.Another: 1, refused 0");
  }

  @Test
  void refusesWhereStrict() throws Exception {
    Backstop backstop = new Backstop(configuration("strict=true"), this);

    assertThat(backstop.connect(HOST))
        .isEqualTo(
            "Bursar refused this connection to api.x.ai by com.acme.raw.Client: no hook meters what"
                + " goes over it, and strict is true; to go on, use a client that is metered, or"
                + " set strict: false");
    assertThat(backstop.report())
        .singleElement()
        .hasToString("api.x.ai com.acme.raw.Client: 1, refused 1");
  }

  @Test
  void passesWhatAHookStandsBehind() throws Exception {
    opener = null;
    Backstop backstop = new Backstop(configuration("strict=true"), this);

    assertThat(backstop.connect(HOST)).isNull();
    assertThat(backstop.count()).isZero();
    assertThat(told).isZero();
  }

  @Test
  void goesByTheConfigurationInForce() throws Exception {
    Backstop backstop = new Backstop(configuration("mode=observe,strict=true"), this);
    assertThat(backstop.connect(HOST)).isNull();
    assertThat(backstop.count()).isEqualTo(1);
    assertThat(backstop.connect("llm.acme.com")).isNull();
    assertThat(backstop.count()).isEqualTo(1);
    backstop.renew(configuration("strict=true," + RULES));
    assertThat(backstop.connect("llm.acme.com")).contains(" to llm.acme.com by ");
    assertThat(backstop.connect(HOST)).contains(" to api.x.ai by ");
    backstop.renew(configuration("mode=off,strict=true"));
    assertThat(backstop.connect(HOST)).isNull();
    assertThat(backstop.count()).as("all that there were").isEqualTo(3);
  }

  @Test
  void looksAtProvidersAlone() throws Exception {
    Backstop backstop = new Backstop(configuration("strict=true," + RULES), this);

    List<String> others =
        List.of(
            "acme.com",
            "10.1.2.3",
            "openai.com",
            "xapi.openai.com",
            "api.openai.com.acme.com",
            "db.acme.org",
            "bedrock-runtime.acme.com");
    for (String other : others) {
      assertThat(backstop.connect(other)).as(other).isNull();
    }
    assertThat(backstop.connect(null)).isNull();
    assertThat(backstop.count()).isZero();
    List<String> providers =
        List.of(
            "llm.acme.com",
            "API.OpenAI.com",
            "api.openai.com.",
            "eu.api.openai.com",
            "acme.openai.azure.com",
            "europe-west4-aiplatform.googleapis.com",
            "bedrock-runtime.eu-west-1.amazonaws.com");
    for (String provider : providers) {
      assertThat(backstop.connect(provider)).as(provider).contains(provider + " by ");
    }
  }

  @Test
  void keepsOnlySoManyKindsApart() throws Exception {
    Backstop backstop = new Backstop(configuration("mode=enforce"), this);

    for (int i = 0; i < 1_000; i++) {
      opener = "com.acme.Generated" + i;
      backstop.connect(HOST);
    }

    assertThat(backstop.report()).hasSize(101);
    assertThat(backstop.report())
        .extracting(Object::toString)
        .contains("others others: 900, refused 0");
  }

  private static Configuration configuration(String arguments) throws Exception {
    return new ConfigurationLoader(Map.of(), new Properties()).load(List.of(arguments));
  }
}
