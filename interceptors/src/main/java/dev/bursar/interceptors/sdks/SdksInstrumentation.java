package dev.bursar.interceptors.sdks;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.ArrayList;
import java.util.List;

/**
 * What is woven into the SDKs of OpenAI, Anthropic and Google: the methods that ask for what is
 * billed at once. Those of OpenAI and Anthropic make each call by the service behind {@code
 * withRawResponse()}, which is where it is woven. What only lists, counts or stores, and batches,
 * are left alone.
 */
public final class SdksInstrumentation {
  /** A call that returns the answer, or a stream of it. */
  static final int CALL = 0;

  /** A call that returns a future of the answer. */
  static final int LATER = 1;

  /** Of what the hook returns: the future in place of a call that must not be made. */
  static final int REFUSED = 0;

  private static final String PACKAGE = "dev.bursar.interceptors.sdks.";
  private static final String ADVICE = PACKAGE + "SdksAdvice$";
  private static final String OPENAI = "com.openai.services.";
  private static final String ANTHROPIC = "com.anthropic.services.";
  private static final String GOOGLE = "com.google.genai.";
  private static final String CREATE = "create";
  private static final String STREAM = "createStreaming";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient("sdks", Gate.SDKS, PACKAGE + "SdksHook", types());

  private SdksInstrumentation() {}

  private static HookedType[] types() {
    List<HookedType> types = new ArrayList<>();
    service(types, OPENAI, "chat.ChatCompletion", CREATE, STREAM);
    service(types, OPENAI, "Response", CREATE, STREAM, "compact");
    service(types, OPENAI, "beta.Response", CREATE, STREAM, "compact");
    service(types, OPENAI, "Completion", CREATE, STREAM);
    service(types, OPENAI, "Embedding", CREATE);
    service(
        types,
        OPENAI,
        "Image",
        "generate",
        "generateStreaming",
        "edit",
        "editStreaming",
        "createVariation");
    service(types, OPENAI, "Video", CREATE, "edit", "extend", "remix");
    service(types, OPENAI, "audio.Speech", CREATE);
    service(types, OPENAI, "audio.Transcription", CREATE, STREAM);
    service(types, OPENAI, "audio.Translation", CREATE);
    service(
        types,
        OPENAI,
        "beta.threads.Run",
        CREATE,
        STREAM,
        "submitToolOutputs",
        "submitToolOutputsStreaming");
    service(types, OPENAI, "beta.Thread", "createAndRun", "createAndRunStreaming");
    service(types, ANTHROPIC, "Message", CREATE, STREAM);
    service(types, ANTHROPIC, "beta.Message", CREATE, STREAM);
    service(types, ANTHROPIC, "Completion", CREATE, STREAM);
    google(types, "Models", "Call");
    google(types, "AsyncModels", "Later");
    return types.toArray(new HookedType[0]);
  }

  /** A service in both its forms. Their methods have one body each; the first is always there. */
  private static void service(List<HookedType> types, String sdk, String name, String... methods) {
    types.add(
        new HookedType(
            sdk + "blocking." + name + "ServiceImpl$WithRawResponseImpl",
            methods("Call", methods)));
    types.add(
        new HookedType(
            sdk + "async." + name + "ServiceAsyncImpl$WithRawResponseImpl",
            methods("Later", methods)));
  }

  /** Chats make their calls by these too. */
  private static void google(List<HookedType> types, String name, String advice) {
    types.add(
        new HookedType(
            GOOGLE + name,
            methods(
                advice,
                "generateContent",
                "generateContentStream",
                "embedContent",
                "generateImages",
                "editImage",
                "upscaleImage",
                "recontextImage",
                "segmentImage",
                "generateVideos")));
  }

  private static HookedMethod[] methods(String advice, String... names) {
    HookedMethod[] methods = new HookedMethod[names.length];
    for (int i = 0; i < names.length; i++) {
      HookedMethod method = HookedMethod.of(ADVICE + advice, names[i]).takingAnything();
      methods[i] = i == 0 ? method : method.whereThere();
    }
    return methods;
  }
}
