package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.ModelRequest;
import dev.bursar.interceptors.Getter;

/** What a model is asked, in whatever form this release of LangChain4j has it. Not thread-safe. */
final class LangChain4jModelsRequest implements ModelRequest {
  /** What LangChain4j calls a model that does not tell its name. */
  private static final String UNKNOWN = "unknown";

  private final ModelKind kind;
  private final Object model;
  private final Object[] arguments;
  private final boolean mayBlock;
  private Texts texts;

  /**
   * @param arguments the method's; the request is the first of them
   * @param mayBlock whether this thread waits for the answer anyway
   */
  LangChain4jModelsRequest(ModelKind kind, Object model, Object[] arguments, boolean mayBlock) {
    this.kind = kind;
    this.model = model;
    this.arguments = arguments;
    this.mayBlock = mayBlock;
  }

  /** The name of the model that is asked where a request names none; null where unknown. */
  static String defaultName(Object model) {
    String name = Getter.text(Getter.get(model, "defaultRequestParameters"), "modelName");
    name = name == null ? Getter.text(model, "modelName") : name;
    return UNKNOWN.equals(name) ? null : name;
  }

  @Override
  public String client() {
    return "langchain4j";
  }

  @Override
  public String endpoint() {
    return kind.endpoint();
  }

  @Override
  public String biller() {
    Object provider = Getter.get(model, "provider");
    if (!(provider instanceof Enum)) {
      return null;
    }
    switch (((Enum<?>) provider).name()) {
      case "OPEN_AI":
        return "openai";
      case "AZURE_OPEN_AI":
      case "MICROSOFT_FOUNDRY":
        return "azure";
      case "AMAZON_BEDROCK":
        return "bedrock";
      case "ANTHROPIC":
        return "anthropic";
      case "GOOGLE_AI_GEMINI":
      case "GOOGLE_GENAI":
        return "google";
      case "GOOGLE_VERTEX_AI_GEMINI":
      case "GOOGLE_VERTEX_AI_ANTHROPIC":
        return "vertex";
      case "MISTRAL_AI":
        return "mistral";
      case "COHERE":
        return "cohere";
      case "VOYAGE_AI":
        return "voyage";
      default:
        return null;
    }
  }

  @Override
  public String model() {
    String name = Getter.text(parameters(), "modelName");
    return name == null ? defaultName(model) : name;
  }

  @Override
  public long inputBytes() {
    return texts().bytes();
  }

  @Override
  public boolean hasTools() {
    Object tools = tools();
    return tools instanceof Iterable ? ((Iterable<?>) tools).iterator().hasNext() : tools != null;
  }

  @Override
  public String unbounded() {
    return texts().unbounded();
  }

  @Override
  public String fees() {
    return kind == ModelKind.IMAGE ? "it makes pictures" : null;
  }

  @Override
  public boolean hasOutput() {
    return kind.hasOutput();
  }

  @Override
  public long maxOutput() {
    Long most = Getter.number(parameters(), "maxOutputTokens");
    if (most == null) {
      most = Getter.number(Getter.get(model, "defaultRequestParameters"), "maxOutputTokens");
    }
    return most == null || most < 0 ? NONE : most;
  }

  @Override
  public long hash() {
    return texts().hash();
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }

  private Object parameters() {
    return arguments.length == 0 ? null : Getter.get(arguments[0], "parameters");
  }

  /** Those of the request, or an old one's second argument. */
  private Object tools() {
    Object tools = Getter.get(parameters(), "toolSpecifications");
    if (tools == null && arguments.length > 0) {
      tools = Getter.get(arguments[0], "toolSpecifications");
    }
    boolean old = tools == null && kind == ModelKind.CHAT && arguments.length > 1;
    return old && arguments[0] instanceof Iterable && !Stream.isHandler(arguments[1])
        ? arguments[1]
        : tools;
  }

  private Texts texts() {
    if (texts == null) {
      texts = read();
    }
    return texts;
  }

  private Texts read() {
    Texts all = new Texts();
    Object first = arguments.length == 0 ? null : arguments[0];
    switch (kind) {
      case SCORING:
        pairs(all, first, arguments.length > 1 ? arguments[1] : null);
        break;
      case IMAGE:
        for (Object argument : arguments) {
          if (argument instanceof String) {
            all.add(argument);
          } else if (!(argument instanceof Integer)) {
            all.unseen("a picture is sent");
          }
        }
        break;
      default:
        all.add(whole(first));
        all.addWritten(tools());
        all.addWritten(Getter.get(parameters(), "responseFormat"));
    }
    return all;
  }

  /** What a request object holds; a text, a message or several as they are. */
  private static Object whole(Object request) {
    for (String part : new String[] {"messages", "inputs", "texts"}) {
      Object held = Getter.get(request, part);
      if (held != null) {
        return held;
      }
    }
    return request;
  }

  /** Each document is judged beside the question. */
  private static void pairs(Texts all, Object documents, Object question) {
    if (!(documents instanceof Iterable)) {
      all.add(documents).add(question);
      return;
    }
    for (Object document : (Iterable<?>) documents) {
      all.add(document).add(question);
    }
  }
}
