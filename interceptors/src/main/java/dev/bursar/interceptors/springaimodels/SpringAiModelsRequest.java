package dev.bursar.interceptors.springaimodels;

import dev.bursar.gate.ModelRequest;
import dev.bursar.interceptors.Getter;

/** What a model of Spring AI is asked. Not thread-safe. */
final class SpringAiModelsRequest implements ModelRequest {
  private static final String AI = "org.springframework.ai.";

  /** Packages of Spring AI's models, and who bills for them. */
  private static final String[][] BILLERS = {
    {"openai.", "openai"},
    {"azure.", "azure"},
    {"bedrock.", "bedrock"},
    {"anthropic.", "anthropic"},
    {"google.", "google"},
    {"vertexai.", "vertex"},
    {"mistralai.", "mistral"}
  };

  private final boolean chat;
  private final Object model;
  private final Object request;
  private final boolean mayBlock;
  private Texts texts;

  /**
   * @param chat whether it is a conversation, else vectors
   * @param request the library's own
   * @param mayBlock whether this thread waits for the answer anyway
   */
  SpringAiModelsRequest(boolean chat, Object model, Object request, boolean mayBlock) {
    this.chat = chat;
    this.model = model;
    this.request = request;
    this.mayBlock = mayBlock;
  }

  /** The name of the model that is asked where a request names none; null where unknown. */
  static String defaultName(Object model) {
    return Getter.text(defaults(model), "getModel");
  }

  private static Object defaults(Object model) {
    Object defaults = Getter.get(model, "getOptions"); // From 2.0 on.
    return defaults == null ? Getter.get(model, "getDefaultOptions") : defaults;
  }

  @Override
  public String client() {
    return "spring-ai";
  }

  @Override
  public String endpoint() {
    return chat ? CHAT : EMBEDDINGS;
  }

  @Override
  public String biller() {
    for (Class<?> each = model.getClass(); each != null; each = each.getSuperclass()) {
      for (String[] biller : BILLERS) {
        if (each.getName().startsWith(AI + biller[0])) {
          return biller[1];
        }
      }
    }
    return null;
  }

  @Override
  public String model() {
    String name = Getter.text(Getter.get(request, "getOptions"), "getModel");
    return name == null ? defaultName(model) : name;
  }

  @Override
  public long inputBytes() {
    return texts().bytes();
  }

  @Override
  public boolean hasTools() {
    return isFilled(option("getToolCallbacks")) || isFilled(option("getToolNames"));
  }

  private static boolean isFilled(Object several) {
    return several instanceof Iterable && ((Iterable<?>) several).iterator().hasNext();
  }

  @Override
  public String unbounded() {
    return texts().unbounded();
  }

  @Override
  public String fees() {
    return null;
  }

  @Override
  public boolean hasOutput() {
    return chat;
  }

  @Override
  public long maxOutput() {
    Long most = limit(Getter.get(request, "getOptions"));
    most = most == null ? limit(defaults(model)) : most;
    return most == null || most < 0 ? NONE : most;
  }

  private static Long limit(Object options) {
    Long most = Getter.number(options, "getMaxTokens");
    return most == null ? Getter.number(options, "getMaxCompletionTokens") : most;
  }

  @Override
  public long hash() {
    return texts().hash();
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }

  /** What the request says, else what the model adds to all. */
  private Object option(String name) {
    Object own = Getter.get(Getter.get(request, "getOptions"), name);
    return isFilled(own) ? own : Getter.get(defaults(model), name);
  }

  private Texts texts() {
    if (texts == null) {
      Object said = Getter.get(request, "getInstructions");
      Texts all = new Texts().add(said == null ? request : said);
      if (chat) {
        all.tools(option("getToolCallbacks"));
        if (isFilled(option("getToolNames"))) {
          all.unseen("tools are given by their names alone");
        }
      }
      texts = all;
    }
    return texts;
  }
}
