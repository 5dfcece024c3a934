package dev.bursar.agent.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.UnreadableBodyException;
import java.io.ByteArrayOutputStream;
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
