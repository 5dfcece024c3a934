package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.interceptors.ModelFields;
import dev.bursar.interceptors.ModelLeg;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of a class of models. Lives and dies with the class.
 *
 * <p>Threading: safe from any thread.
 */
final class ModelClass {
  private static final String MODELS = LangChain4jModelsInstrumentation.MODELS;

  /**
   * LangChain4j's models that speak OpenAI's protocol over HTTP: the transport's hook holds their
   * calls, and can lower their output. A class that extends one of them is not one of them.
   */
  private static final String[] OVER_HTTP = {
    MODELS + "openai.",
    MODELS + "openaiofficial.",
    MODELS + "azure.",
    MODELS + "mistralai.",
    MODELS + "localai."
  };

  /** Models that nobody bills: they compute in this JVM, or are free. */
  private static final String[] FREE = {
    MODELS + "embedding.onnx.",
    MODELS + "embedding.AbstractInProcessEmbeddingModel",
    MODELS + "scoring.onnx.",
    MODELS + "openai.OpenAiModerationModel"
  };

  private static final ClassValue<ModelClass> ALL =
      new ClassValue<ModelClass>() {
        @Override
        protected ModelClass computeValue(Class<?> type) {
          return new ModelClass(type);
        }
      };

  /** One method of a model. */
  static final class Leg {
    private static final Leg NONE = new Leg(null, null);

    final ModelKind kind;
    final ModelLeg leg;

    private Leg(ModelKind kind, ModelLeg leg) {
      this.kind = kind;
      this.leg = leg;
    }
  }

  private final Set<ModelKind> kinds = EnumSet.noneOf(ModelKind.class);
  private final ConcurrentHashMap<String, Leg> legs = new ConcurrentHashMap<>();
  private final boolean free;
  private final boolean overHttp;
  private final boolean delegates;
  private final boolean hasClient;

  private ModelClass(Class<?> type) {
    addKinds(type);
    free = isFree(type);
    String name = type.getName();
    overHttp = startsWithAny(name, OVER_HTTP) && !name.contains("Responses");
    delegates =
        Proxy.isProxyClass(type)
            || ModelFields.haveModel(type, LangChain4jModelsInstrumentation.HOOKS.interfaces());
    hasClient = ModelFields.haveClient(type);
  }

  /** Of the class of a model. */
  static ModelClass of(Object model) {
    return ALL.get(model.getClass());
  }

  /**
   * What is known of one of its methods.
   *
   * @param method as advice names it
   * @param model whose method it is
   * @return null where it is no model's, or its calls are not looked at
   */
  Leg leg(String method, Object model) {
    Leg known = legs.get(method);
    if (known == null) {
      Leg made = make(method, model);
      known = legs.putIfAbsent(method, made);
      known = known == null ? made : known;
    }
    return known == Leg.NONE ? null : known;
  }

  private Leg make(String method, Object model) {
    for (ModelKind kind : kinds) {
      if (kind.hasMethod(method)) {
        boolean seen = kind == ModelKind.CHAT || kind == ModelKind.EMBEDDING;
        if (free || (overHttp && seen)) {
          return Leg.NONE;
        }
        // Without a name there is no price: were it held first, it would never be seen below.
        boolean unnamed = hasClient && LangChain4jModelsRequest.defaultName(model) == null;
        return new Leg(kind, new ModelLeg(delegates || unnamed));
      }
    }
    return Leg.NONE;
  }

  private void addKinds(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (ModelKind kind : ModelKind.values()) {
        if (kind.isInterface(each.getName())) {
          kinds.add(kind);
        }
      }
      for (Class<?> face : each.getInterfaces()) {
        addKinds(face);
      }
    }
  }

  private static boolean isFree(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (startsWithAny(each.getName(), FREE)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWithAny(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
