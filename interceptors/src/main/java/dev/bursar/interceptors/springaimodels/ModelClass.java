package dev.bursar.interceptors.springaimodels;

import dev.bursar.interceptors.ModelFields;
import dev.bursar.interceptors.ModelLeg;
import dev.bursar.interceptors.Supertypes;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of a class of models. Lives and dies with the class.
 *
 * <p>Threading: safe from any thread.
 */
final class ModelClass {
  private static final String AI = "org.springframework.ai.";
  private static final List<String> CHATS =
      Arrays.asList(SpringAiModelsInstrumentation.CHAT, SpringAiModelsInstrumentation.STREAMING);
  private static final List<String> EMBEDDINGS =
      Arrays.asList(SpringAiModelsInstrumentation.EMBEDDING);

  /**
   * Spring AI's models that speak OpenAI's protocol over HTTP: the transport's hook holds their
   * calls, and can lower their output. A class that extends one of them is not one of them.
   */
  private static final String[] OVER_HTTP = {
    AI + "openai.", AI + "azure.openai.", AI + "mistralai.", AI + "deepseek."
  };

  /** Models that nobody bills: they compute in this JVM. */
  private static final String[] FREE = {AI + "transformers.", AI + "postgresml."};

  private static final ClassValue<ModelClass> ALL =
      new ClassValue<ModelClass>() {
        @Override
        protected ModelClass computeValue(Class<?> type) {
          return new ModelClass(type);
        }
      };

  private final ConcurrentHashMap<String, ModelLeg> legs = new ConcurrentHashMap<>();
  private final boolean chats;
  private final boolean embeds;
  private final boolean delegates;
  private final boolean hasClient;

  private ModelClass(Class<?> type) {
    boolean looked = !startsWithAny(type.getName(), OVER_HTTP) && !isFree(type);
    chats = looked && Supertypes.find(type, CHATS) != null;
    embeds = looked && Supertypes.find(type, EMBEDDINGS) != null;
    delegates =
        Proxy.isProxyClass(type)
            || ModelFields.haveModel(type, SpringAiModelsInstrumentation.HOOKS.interfaces());
    hasClient = ModelFields.haveClient(type);
  }

  /** Of the class of a model. */
  static ModelClass of(Object model) {
    return ALL.get(model.getClass());
  }

  /** Whether a method, as advice names it, is one of a conversation; else it makes vectors. */
  static boolean isChat(String method) {
    return method.indexOf(".chat.") > 0;
  }

  /**
   * What is known of one of its methods.
   *
   * @param method as advice names it
   * @param model whose method it is
   * @return null where it is no model's, or its calls are not looked at
   */
  ModelLeg leg(String method, Object model) {
    if (isChat(method) ? !chats : !embeds) {
      return null;
    }
    ModelLeg known = legs.get(method);
    if (known == null) {
      // Without a name there is no price: were it held first, it would never be seen below.
      boolean unnamed = hasClient && SpringAiModelsRequest.defaultName(model) == null;
      ModelLeg made = new ModelLeg(delegates || unnamed);
      known = legs.putIfAbsent(method, made);
      known = known == null ? made : known;
    }
    return known;
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
