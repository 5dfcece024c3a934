package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.ModelRequest;

/** What a model is for. */
enum ModelKind {
  CHAT(
      ModelRequest.CHAT,
      true,
      LangChain4jModelsInstrumentation.CHAT,
      LangChain4jModelsInstrumentation.OLD_CHAT,
      LangChain4jModelsInstrumentation.STREAMING,
      LangChain4jModelsInstrumentation.OLD_STREAMING),
  LANGUAGE(ModelRequest.CHAT, true, LangChain4jModelsInstrumentation.LANGUAGE),
  EMBEDDING(ModelRequest.EMBEDDINGS, false, LangChain4jModelsInstrumentation.EMBEDDING),
  IMAGE("images", false, LangChain4jModelsInstrumentation.IMAGE),
  MODERATION("moderations", false, LangChain4jModelsInstrumentation.MODERATION),
  SCORING("scores", false, LangChain4jModelsInstrumentation.SCORING);

  private final String endpoint;
  private final boolean hasOutput;
  private final String interfaces; // a space before and after each

  ModelKind(String endpoint, boolean hasOutput, String... interfaces) {
    this.endpoint = endpoint;
    this.hasOutput = hasOutput;
    StringBuilder all = new StringBuilder(" ");
    for (String each : interfaces) {
      all.append(each).append(' ');
    }
    this.interfaces = all.toString();
  }

  /** What it is called in the history of calls. */
  String endpoint() {
    return endpoint;
  }

  /** Whether such a model puts out tokens. */
  boolean hasOutput() {
    return hasOutput;
  }

  /** Whether a class, by its name, is one of the interfaces of such models. */
  boolean isInterface(String type) {
    return interfaces.contains(' ' + type + ' ');
  }

  /** Whether a method, as advice names it, can be one of such a model. */
  boolean hasMethod(String method) {
    switch (this) {
      case CHAT:
        return method.startsWith("chat")
            || method.startsWith("doChat")
            || method.startsWith("generate(java.util.List");
      case EMBEDDING:
        return method.startsWith("embed") || method.startsWith("doEmbed");
      case LANGUAGE:
        return method.equals("generate(java.lang.String)");
      case IMAGE:
        return method.startsWith("generate(java.lang.String") || method.startsWith("edit");
      case MODERATION:
        return method.startsWith("moderate") || method.startsWith("doModerate");
      default:
        return method.startsWith("score");
    }
  }
}
