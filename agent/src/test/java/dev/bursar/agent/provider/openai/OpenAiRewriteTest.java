package dev.bursar.agent.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.UnreadableBodyException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiRewriteTest {
  private static final OpenAi OPENAI = new OpenAi();

  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  private static Call chat(String members) {
    return at("api.openai.com", "/v1/chat/completions", members);
  }

  private static Call at(String host, String path, String members) {
    try {
      return OPENAI.read(
          ("{" + members.replace("MESSAGES", MESSAGES).replace('\'', '"') + "}")
              .getBytes(StandardCharsets.UTF_8),
          new Target(host, path, "https://" + host + path));
    } catch (UnreadableBodyException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(byte[] body) {
    return body == null ? null : new String(body, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        // A limit that is there is replaced, in both fields, wherever it stands.
        "api.openai.com|'max_tokens': 500 ,MESSAGES|'max_tokens': 64 ,MESSAGES",
        "api.openai.com|MESSAGES,'max_completion_tokens':1e3|MESSAGES,'max_completion_tokens':64",
        "api.openai.com|'max_tokens':5,MESSAGES,'max_completion_tokens':null,'max_tokens':[1,2]"
            + "|'max_tokens':64,MESSAGES,'max_completion_tokens':null,'max_tokens':64",
        "api.openai.com|'max_tokens':'500',MESSAGES|'max_tokens':64,MESSAGES",
        // One that is not there is added, by the name that the server understands.
        "api.openai.com|MESSAGES|'max_completion_tokens':64,MESSAGES",
        "api.openai.com|'max_tokens':null,MESSAGES|'max_completion_tokens':64,'max_tokens':null,MESSAGES",
        "api.together.xyz|'max_tokens':null,MESSAGES|'max_tokens':64,MESSAGES",
        "api.deepseek.com|MESSAGES|'max_tokens':64,MESSAGES",
        "localhost|MESSAGES,'model':'llama'|'max_tokens':64,MESSAGES,'model':'llama'",
        "localhost|MESSAGES,'model':'gpt-4o'|'max_completion_tokens':64,MESSAGES,'model':'gpt-4o'",
        // Big numbers, spaces, unknown members and the order of keys stay.
        "api.openai.com| 'z' : 1.0000000000000000000001 ,'b':[ ] ,MESSAGES,'seed':12345678901234567890123 "
            + "|'max_completion_tokens':64, 'z' : 1.0000000000000000000001 ,'b':[ ] ,MESSAGES,'seed':12345678901234567890123 ",
      })
  void aClampChangesTheLimitAndNothingElse(String host, String members, String expected) {
    byte[] body = at(host, "/v1/chat/completions", members).rewrite(64);
    assertThat(text(body))
        .isEqualTo("{" + expected.replace("MESSAGES", MESSAGES).replace('\'', '"') + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'stream':true,MESSAGES|'stream_options':{'include_usage':true},'stream':true,MESSAGES",
        "'stream':true,'stream_options':null,MESSAGES|'stream':true,'stream_options':{'include_usage':true},MESSAGES",
        "'stream':true,'stream_options':{ },MESSAGES|'stream':true,'stream_options':{'include_usage':true },MESSAGES",
        "'stream':true,'stream_options':{'x':[1]},MESSAGES|'stream':true,'stream_options':{'include_usage':true,'x':[1]},MESSAGES",
        "'stream':true,'stream_options':{'x':1,'include_usage': false},MESSAGES|'stream':true,'stream_options':{'x':1,'include_usage': true},MESSAGES",
        "'stream':true,'stream_options':{'include_usage':null},MESSAGES|'stream':true,'stream_options':{'include_usage':true},MESSAGES",
      })
  void aStreamAsksForUsage(String members, String expected) {
    Call call = chat(members);
    assertThat(call.asksForUsage()).isTrue();
    assertThat(text(call.rewrite(Call.NONE)))
        .isEqualTo("{" + expected.replace("MESSAGES", MESSAGES).replace('\'', '"') + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MESSAGES",
        "'stream':false,MESSAGES",
        "'stream':null,MESSAGES",
        // The app asked itself.
        "'stream':true,'stream_options':{'include_usage':true},MESSAGES",
        // Two readings are possible: whatever we asked for could be heard or not.
        "'stream':true,'stream':false,MESSAGES",
        "'stream':'true',MESSAGES",
        "'stream':1,MESSAGES",
        "'stream':true,'stream_options':{},'stream_options':{},MESSAGES",
        "'stream':true,'stream_options':{'include_usage':false,'include_usage':true},MESSAGES",
        "'stream':true,'stream_options':'x',MESSAGES",
        "'stream':true,'stream_options':{'include_usage':[1]},MESSAGES",
      })
  void usageIsNotAskedForWhereThatIsNeedlessOrUnclear(String members) {
    Call call = chat(members);
    assertThat(call.asksForUsage()).isFalse();
    assertThat(call.rewrite(Call.NONE)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "api.openai.com, /v1/chat/completions, true",
    "eu.api.openai.com, /v1/chat/completions, true",
    "api.mistral.ai, /v1/chat/completions, false",
    "x.openai.azure.com, /openai/deployments/d/chat/completions?api-version=2024-06-01, false",
    "x.openai.azure.com, /openai/deployments/d/chat/completions?api-version=2024-10-21, true",
    "x.openai.azure.com, /openai/v1/chat/completions, true",
    "gateway.internal, /v1/chat/completions, true",
    "notopenai.com, /v1/chat/completions, true",
  })
  void usageIsAskedForWhereTheServerUnderstands(String host, String path, boolean asks)
      throws UnreadableBodyException {
    String url = "https://" + host + path;
    int mark = path.indexOf('?');
    Call call =
        OPENAI.read(
            ("{\"stream\":true," + MESSAGES + "}").getBytes(StandardCharsets.UTF_8),
            new Target(host, mark < 0 ? path : path.substring(0, mark), url));
    assertThat(call.asksForUsage()).isEqualTo(asks);
  }

  @Test
  void limitAndUsageGoTogether() {
    byte[] body = chat("'stream':true,MESSAGES,'max_tokens':9").rewrite(5);
    assertThat(text(body))
        .isEqualTo(
            "{\"stream_options\":{\"include_usage\":true},\"stream\":true,"
                + MESSAGES
                + ",\"max_tokens\":5}");
    assertThat(text(chat("'stream':true,MESSAGES").rewrite(5)))
        .startsWith(
            "{\"max_completion_tokens\":5,\"stream_options\":{\"include_usage\":true},\"stream\":true,");
  }

  @Test
  void bytesThatAreNotAsciiStayWhereTheyAre() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(
        "{\"日本\":\"😀\",\"max_tokens\":1000,\"messages\":[\"é\"]}"
            .getBytes(StandardCharsets.UTF_8));
    Call call = OPENAI.read(body.toByteArray(), new Target("h", "/chat/completions", null));
    assertThat(text(call.rewrite(12)))
        .isEqualTo("{\"日本\":\"😀\",\"max_tokens\":12,\"messages\":[\"é\"]}");
  }
}
