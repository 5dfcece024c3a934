package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.OpenCalls;
import dev.bursar.interceptors.Supertypes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;

/**
 * Stands before the handler that a streaming model tells of its answer, whatever a release of
 * LangChain4j lets it be told: hears the end, and hands everything on as it came.
 */
final class Stream implements InvocationHandler {
  private static final List<String> HANDLERS =
      Arrays.asList(
          "dev.langchain4j.model.chat.response.StreamingChatResponseHandler",
          "dev.langchain4j.model.StreamingResponseHandler");

  private final Object handler;
  private final ModelCall call;
  private final OpenCalls<Stream> streams;

  private Stream(Object handler, ModelCall call, OpenCalls<Stream> streams) {
    this.handler = handler;
    this.call = call;
    this.streams = streams;
  }

  /** Whether an object is a handler. */
  static boolean isHandler(Object object) {
    return object != null && type(object.getClass()) != null;
  }

  /**
   * What a model is to tell instead of a handler.
   *
   * @param streams keeps the call as long as somebody can still be told
   * @return null where the handler is none that is known
   */
  static Object of(Object handler, ModelCall call, OpenCalls<Stream> streams) {
    Class<?> type = handler == null ? null : type(handler.getClass());
    return type == null
        ? null
        : Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new Stream(handler, call, streams));
  }

  /**
   * The model has been asked, and tells of its answer from now on. Only now, since most calls are
   * held by a hook below by now, and are not to be kept.
   *
   * @param told what it tells, from {@link #of}
   */
  static void keep(Object told) {
    Stream stream = (Stream) Proxy.getInvocationHandler(told);
    stream.streams.put(stream, stream.call);
  }

  /** Tells a handler of a refusal. */
  static void refuse(Object handler, Throwable refusal) {
    try {
      type(handler.getClass()).getMethod("onError", Throwable.class).invoke(handler, refusal);
    } catch (InvocationTargetException fromApp) {
      return; // As LangChain4j does: who is told of an error has no one to tell of another.
    } catch (ReflectiveOperationException fault) {
      Gate.fault(fault);
    }
  }

  private static Class<?> type(Class<?> type) {
    return Supertypes.find(type, HANDLERS);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object[] paused = null;
    try {
      listen(method.getName(), arguments);
      paused = call.pause();
    } catch (Throwable fault) {
      Gate.fault(fault);
    }
    try {
      return method.invoke(handler, arguments);
    } catch (InvocationTargetException fromApp) {
      throw fromApp.getCause();
    } finally {
      Runs.leave(paused);
    }
  }

  private void listen(String method, Object[] arguments) {
    if (arguments == null || arguments.length != 1) {
      return;
    }
    if (method.equals("onCompleteResponse") || method.equals("onComplete")) {
      LangChain4jModelsAnswer.answered(call, ModelKind.CHAT, arguments[0]);
      streams.remove(this);
    } else if (method.equals("onError")) {
      call.failed((Throwable) arguments[0]);
      streams.remove(this);
    }
  }
}
