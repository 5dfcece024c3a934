package dev.bursar.agent.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.UnreadableBodyException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiCallTest {
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

  private static Call parts(String model, String... parts) {
    return chat(
        "'model':'"
            + model
            + "','messages':[{'role':'user','content':["
            + String.join(",", parts)
            + "]}]");
  }

  private static String text(byte[] body) {
    return body == null ? null : new String(body, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, chat/completions",
    "/openai/deployments/x/chat/completions/, chat/completions",
    "/chat/completions, chat/completions",
    "/v1/embeddings, embeddings",
    "/v1/chat/completions/x,",
    "/v1/mychat/completions, ",
    "/xembeddings, ",
    "embeddings, ",
    "'', ",
    "/, ",
  })
  void anEndpointIsTheEndOfAPath(String path, String endpoint) {
    assertThat(OPENAI.endpoint(path)).isEqualTo(endpoint);
  }

  @Test
  void jsonWithoutMessagesOrInputIsNoCall() {
    assertThat(chat("'model':'gpt-4o','query':'x'")).isNull();
    assertThat(chat("'input':'x'")).isNull();
    assertThat(at("h", "/embeddings", "'query':'x'")).isNull();
    assertThat(chat("")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2]", "\"x\"", "12", "null"})
  void jsonThatIsNoObjectIsNoCall(String body) throws UnreadableBodyException {
    Target target = new Target("h", "/chat/completions", null);
    assertThat(OPENAI.read(body.getBytes(StandardCharsets.UTF_8), target)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{",
        "{\"messages\":[",
        "{\"messages\":[]}x",
        "{}{}",
        "<a/>",
        "{'a':1}"
      })
  void whatIsNotJsonCannotBeRead(String body) {
    assertThatThrownBy(
            () ->
                OPENAI.read(
                    body.getBytes(StandardCharsets.UTF_8),
                    new Target("h", "/chat/completions", null)))
        .isInstanceOf(UnreadableBodyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
  void otherCharsetsCannotBeReadSinceBytesAreNoBoundThere(String charset) {
    byte[] body = "{\"messages\":[]}".getBytes(Charset.forName(charset));
    assertThatThrownBy(() -> OPENAI.read(body, new Target("h", "/chat/completions", null)))
        .isInstanceOf(UnreadableBodyException.class);
  }

  @Test
  void tooDeepNestingCannotBeRead() {
    String deep = "{\"messages\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    assertThatThrownBy(
            () ->
                OPENAI.read(
                    deep.getBytes(StandardCharsets.UTF_8),
                    new Target("h", "/chat/completions", null)))
        .isInstanceOf(UnreadableBodyException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|-1",
        ",'max_tokens':7|7",
        ",'max_completion_tokens':8|8",
        ",'max_tokens':7,'max_completion_tokens':8|8",
        ",'max_tokens':9,'max_tokens':2|9",
        ",'max_tokens':null|-1",
        ",'max_tokens':null,'max_completion_tokens':8|8",
        ",'max_tokens':0|-1",
        ",'max_tokens':-1,'max_completion_tokens':8|-1",
        ",'max_tokens':'100'|-1",
        ",'max_tokens':[1]|-1",
        ",'max_tokens':1e2|100",
        ",'max_tokens':1.5|2",
        ",'max_tokens':1e-99999|1",
        ",'max_tokens':1e99999|9223372036854775807",
        ",'max_tokens':99999999999999999999|9223372036854775807",
      })
  void theDearestReadingOfALimitCounts(String members, long expected) {
    assertThat(chat("MESSAGES" + (members == null ? "" : members)).limit()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'n':1|1",
        "'n':3|3",
        "'n':0|1",
        "'n':-4|1",
        "'n':null|1",
        "'n':2,'n':5,'n':1|5",
        "'n':2,'best_of':6|6",
        "'n':'4'|4",
        "'n':1.2|2",
        "'n':true|9223372036854775807",
        "'n':{'a':1}|9223372036854775807",
        "'n':'many'|9223372036854775807",
        "'n':9999999999999999999999|9223372036854775807",
      })
  void theDearestReadingOfNMultipliesTheOutput(String members, long n) {
    assertThat(chat("MESSAGES,'max_tokens':1," + members).output(Call.NONE)).isEqualTo(n);
    long limited = chat("MESSAGES,'max_tokens':100," + members).output(Call.NONE);
    assertThat(limited).isEqualTo(n > Long.MAX_VALUE / 100 ? Long.MAX_VALUE : n * 100);
  }

  @Test
  void anUncappedOutputIsTheModelsMaximumAndOtherwiseUnbounded() {
    assertThat(chat("MESSAGES,'n':2").output(500)).isEqualTo(1000);
    assertThat(chat("MESSAGES").output(Call.NONE)).isEqualTo(Call.UNBOUNDED);
    // The app knows its model better than a table that may be old.
    assertThat(chat("MESSAGES,'max_tokens':900").output(500)).isEqualTo(900);
    assertThat(at("h", "/embeddings", "'input':'x'").output(Call.NONE)).isZero();
    assertThat(at("h", "/embeddings", "'input':'x'").clampable()).isFalse();
  }

  @Test
  void reasoningBesideTheLimitIsPartOfTheBoundAndNotClampable() {
    Call call = at("api.x.ai", "/v1/chat/completions", "MESSAGES,'max_tokens':100");
    assertThat(call.output(1000)).isEqualTo(1100);
    assertThat(call.output(Call.NONE)).isEqualTo(Call.UNBOUNDED);
    assertThat(call.clampable()).isFalse();
  }

  @Test
  void aPredictionIsBilledBesideTheLimit() {
    Call call = chat("MESSAGES,'max_tokens':100,'prediction':{'type':'content','content':'abc'}");
    assertThat(call.output(Call.NONE))
        .isEqualTo(100 + "{'type':'content','content':'abc'}".length());
    assertThat(call.clampable()).isFalse();
    assertThat(chat("MESSAGES,'max_tokens':100,'prediction':'abc'").output(9)).isEqualTo(105);
  }

  @Test
  void theLimitWithinATotalIsTheInverseOfTheOutputUnderALimit() {
    Call call = chat("MESSAGES,'n':3");
    assertThat(call.outputUnder(100)).isEqualTo(300);
    assertThat(call.limitWithin(301)).isEqualTo(100);
    assertThat(call.limitWithin(2)).isZero();
    assertThat(call.outputUnder(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void modelsAreAllThatMayAnswer() {
    assertThat(chat("MESSAGES,'model':'a'").models()).containsExactly("a");
    assertThat(chat("MESSAGES").models()).isEmpty();
    assertThat(chat("MESSAGES,'model':7").models()).isEmpty();
    assertThat(chat("MESSAGES,'model':'a','model':'b','model':'a'").models())
        .containsExactly("a", "b");
    assertThat(chat("MESSAGES,'model':'a','models':['b','a',{'x':1},null]").models())
        .containsExactly("a", "b");
    assertThat(chat("MESSAGES,'model':'a','models':'b'").models()).containsExactly("a");
    assertThat(
            at(
                    "x.openai.azure.com",
                    "/openai/deployments/mine/chat/completions",
                    "MESSAGES,'model':'a'")
                .models())
        .containsExactly("mine");
  }

  @Test
  void theInputBoundIsTheBodysBytesAndMoreWithTools() {
    String body = "{" + MESSAGES + "}";
    assertThat(chat("MESSAGES").input()).isEqualTo(body.length() + 16);
    assertThat(chat("MESSAGES,'tools':[]").input()).isEqualTo(body.length() + 16 + 11);
    assertThat(chat("MESSAGES,'tools':null").input()).isEqualTo(body.length() + 16 + 13);
    assertThat(chat("MESSAGES,'tools':[{}]").input()).isEqualTo(body.length() + 16 + 13 + 1024);
    assertThat(chat("MESSAGES,'functions':[{}]").input()).isEqualTo(body.length() + 16 + 17 + 1024);
    // Servers make a tool of a format; OpenAI's own models do not.
    assertThat(chat("MESSAGES,'response_format':{},'model':'claude-x'").input())
        .isEqualTo(body.length() + 16 + 40 + 1024);
    assertThat(chat("MESSAGES,'response_format':{},'model':'gpt-4o-x'").input())
        .isEqualTo(body.length() + 16 + 40);
  }

  @Test
  void anImageCostsItsModelsMaximumAndItsInlineBytesNothing() {
    String image =
        "{'type':'image_url','image_url':{'url':'data:image/png;base64,"
            + "A".repeat(90_000)
            + "'}}";
    String url = "{'type':'image_url','image_url':{'url':'https://h/x.png','detail':'low'}}";
    assertThat(parts("gpt-4o", image).input()).isBetween(1445L, 1445L + 300);
    assertThat(parts("gpt-4o", image, url).input()).isBetween(2890L, 2890L + 400);
    assertThat(parts("gpt-4o-mini", url).input()).isBetween(48_169L, 48_169L + 300);
    assertThat(parts("openai/gpt-5", url).input()).isBetween(1190L, 1190L + 300);
    assertThat(parts("gpt-4o", image).unbounded()).isNull();
    assertThat(parts("llama-4", url).unbounded()).contains("images");
    assertThat(parts("gpt-5.6", url).unbounded()).contains("images");
    assertThat(parts("gpt-5.4", url.replace("low", "original")).unbounded()).contains("images");
    assertThat(chat("'messages':[{'role':'user','content':[" + url + "]}]").unbounded())
        .contains("images");
    assertThat(
            parts("gpt-4o", "{'type':'image_url','image_url':'data:image/png;base64,AAAAAAAA'}")
                .input())
        .isBetween(1445L, 1445L + 200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MESSAGES,'web_search_options':{}|true",
        "MESSAGES,'web_search_options':null|false",
        "MESSAGES,'tools':[{'type':'web_search_preview'}]|true",
        "MESSAGES,'tools':[{'type':'function','type':'mcp'}]|true",
        "MESSAGES,'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}]|false",
        "MESSAGES,'tools':[{'type':'custom','custom':{}}]|false",
        "MESSAGES,'plugins':[{'id':'web'}]|true",
        "MESSAGES,'plugins':[]|false",
        "MESSAGES,'search_parameters':{'mode':'auto'}|true",
        "MESSAGES,'search_parameters':{'mode':'off'}|false",
        "MESSAGES,'model':'x:online'|true",
        "MESSAGES,'model':'groq/compound-mini'|true",
        "MESSAGES,'model':'gpt-4o-search-preview'|true",
      })
  void whatTheProviderRunsItselfIsUnboundedAndCostsFees(String members, boolean server) {
    Call call = chat(members);
    assertThat(call.unbounded() != null).isEqualTo(server);
    assertThat(call.fees() != null).isEqualTo(server);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MESSAGES,'previous_response_id':'r'",
        "MESSAGES,'conversation':{'id':'c'}",
        "MESSAGES,'reasoning':{'effort':'low','mode':'pro'}",
        "'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'x'}}]}]",
        "'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]",
        "'messages':[{'role':'user','content':[{'type':'video_url','video_url':{'url':'u'}}]}]",
        "'messages':[{'role':'user','content':[{'type':'hologram'}]}]",
        "'messages':[{'role':'assistant','audio':{'id':'a'}}]",
      })
  void inputThatTheBodyDoesNotShowIsUnbounded(String members) {
    assertThat(chat(members + ",'model':'gpt-4o'").unbounded()).isNotNull();
    assertThat(chat(members + ",'model':'gpt-4o'").fees()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MESSAGES,'previous_response_id':null,'reasoning':'x','reasoning':[1],'modalities':'x'",
        "'messages':[{'role':'assistant','tool_calls':[{'id':'1','type':'function','function':{'name':'f'}}]}]",
        "'messages':[{'role':'user','content':[{'type':'text','text':'x','cache_control':{'type':'ephemeral'}}]}]",
        "'messages':[{'role':'user','content':[{'type':{'a':[1]},'text':'x'}]}]",
        "'messages':'none'",
        "'messages':{'type':'x'}",
      })
  void textIsBoundedWhateverElseStandsThere(String members) {
    assertThat(chat(members + ",'model':'gpt-4o'").unbounded()).isNull();
  }

  @Test
  void embeddingsOfAnythingButTextAreUnbounded() {
    assertThat(at("h", "/embeddings", "'input':['a','b'],'model':'m'").unbounded()).isNull();
    assertThat(at("h", "/embeddings", "'input':[[1,2],[3]]").unbounded()).isNull();
    assertThat(at("h", "/embeddings", "'input':[{'image':'x'}]").unbounded()).isNotNull();
    assertThat(at("h", "/embeddings", "'input':{'image':'x'}").unbounded()).isNotNull();
    assertThat(at("h", "/embeddings", "MESSAGES").models()).isEmpty();
  }

  @Test
  void theRefusalHasOpenAisErrorShape() {
    assertThat(text(OPENAI.refusal("usd", "a \"quoted\"\nline")))
        .isEqualTo(
            "{\"error\":{\"type\":\"budget_exceeded\",\"code\":\"usd\","
                + "\"message\":\"a \\\"quoted\\\"\\nline\",\"param\":null}}");
  }

  @Test
  void billersAreToldByHost() {
    assertThat(OPENAI.biller(new Target("API.GROQ.COM", "/", null))).isEqualTo("groq");
    assertThat(OPENAI.biller(new Target("api.groq.com.evil.org", "/", null))).isEqualTo("openai");
    assertThat(OPENAI.biller(new Target(null, "/", null))).isEqualTo("openai");
    assertThat(OPENAI.biller(new Target("openrouter.ai", "/", null))).isEqualTo("openrouter");
  }
}
