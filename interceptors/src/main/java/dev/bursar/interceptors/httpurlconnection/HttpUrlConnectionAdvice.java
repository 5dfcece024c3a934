package dev.bursar.interceptors.httpurlconnection;

import dev.bursar.gate.Gate;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToFields.ToField;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What is woven into {@code HttpURLConnection}. Never loaded: its bodies are copied. */
final class HttpUrlConnectionAdvice {
  private HttpUrlConnectionAdvice() {}

  /** Around {@code getInputStream0}. */
  static final class Input {
    private Input() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = HttpUrlConnectionInstrumentation.FAILURE,
        suppress = Throwable.class)
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object connection,
        @Advice.FieldValue("inputStream") Object answered,
        @Advice.FieldValue("rememberedException") Object failed)
        throws IOException {
      return Gate.enter(
          Gate.HTTP_URL_CONNECTION,
          HttpUrlConnectionInstrumentation.INPUT,
          where,
          connection,
          answered,
          failed);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(
        index = HttpUrlConnectionInstrumentation.RESULT,
        typing = Assigner.Typing.DYNAMIC)
    @Advice.AssignReturned.ToFields(
        @ToField(
            value = "inputStream",
            index = HttpUrlConnectionInstrumentation.RESULT,
            typing = Assigner.Typing.DYNAMIC))
    @Advice.AssignReturned.ToThrown(
        index = HttpUrlConnectionInstrumentation.THROWN,
        typing = Assigner.Typing.DYNAMIC)
    static Object[] exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object connection,
        @Advice.FieldValue("responseCode") int status,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return (Object[])
          Gate.exit(
              Gate.HTTP_URL_CONNECTION,
              HttpUrlConnectionInstrumentation.INPUT,
              where,
              connection,
              entered,
              thrown == null ? returned : Integer.valueOf(status),
              thrown);
    }
  }

  /** Around {@code getOutputStream0}. */
  static final class Output {
    private Output() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    @Advice.AssignReturned.ToFields({
      @ToField(
          value = "chunkLength",
          index = HttpUrlConnectionInstrumentation.CHUNK,
          typing = Assigner.Typing.DYNAMIC),
      @ToField(
          value = "fixedContentLengthLong",
          index = HttpUrlConnectionInstrumentation.LENGTH,
          typing = Assigner.Typing.DYNAMIC)
    })
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object connection,
        @Advice.FieldValue("chunkLength") int chunk,
        @Advice.FieldValue("fixedContentLength") int shortLength,
        @Advice.FieldValue("fixedContentLengthLong") long length)
        throws IOException {
      return Gate.enter(
          Gate.HTTP_URL_CONNECTION,
          HttpUrlConnectionInstrumentation.OUTPUT,
          where,
          connection,
          chunk,
          length == -1 ? shortLength : length);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned(
        index = HttpUrlConnectionInstrumentation.RESULT,
        typing = Assigner.Typing.DYNAMIC)
    @Advice.AssignReturned.ToFields(
        @ToField(
            value = "strOutputStream",
            index = HttpUrlConnectionInstrumentation.STREAM,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] exit(
        @Advice.Origin Class<?> where,
        @Advice.This Object connection,
        @Advice.Enter Object[] entered,
        @Advice.Return Object returned,
        @Advice.Thrown Throwable thrown)
        throws IOException {
      return (Object[])
          Gate.exit(
              Gate.HTTP_URL_CONNECTION,
              HttpUrlConnectionInstrumentation.OUTPUT,
              where,
              connection,
              entered,
              returned,
              thrown);
    }
  }

  /** As {@code HttpURLConnection.writeRequests} begins. */
  static final class Write {
    private Write() {}

    @Advice.OnMethodEnter(
        skipOn = Advice.OnNonDefaultValue.class,
        skipOnIndex = HttpUrlConnectionInstrumentation.SKIP,
        suppress = Throwable.class)
    @Advice.AssignReturned.ToFields(
        @ToField(
            value = "poster",
            index = HttpUrlConnectionInstrumentation.RESULT,
            typing = Assigner.Typing.DYNAMIC))
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object connection,
        @Advice.FieldValue("poster") Object body,
        @Advice.FieldValue("requests") Object headers)
        throws IOException {
      return Gate.enter(
          Gate.HTTP_URL_CONNECTION,
          HttpUrlConnectionInstrumentation.WRITE,
          where,
          connection,
          body,
          headers);
    }
  }

  /** As {@code expect100Continue} begins. */
  static final class Expect {
    private Expect() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
    static Object[] enter(@Advice.Origin Class<?> where, @Advice.This Object connection)
        throws IOException {
      return Gate.enter(
          Gate.HTTP_URL_CONNECTION,
          HttpUrlConnectionInstrumentation.EXPECT,
          where,
          connection,
          null,
          null);
    }
  }

  /** As the JDK begins to leave an answer behind. */
  static final class Drop {
    private Drop() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object connection,
        @Advice.FieldValue("responseCode") int status)
        throws IOException {
      Gate.enter(
          Gate.HTTP_URL_CONNECTION,
          HttpUrlConnectionInstrumentation.DROP,
          where,
          connection,
          status,
          null);
    }
  }

  /** As {@code HttpClient.writeRequests} begins. */
  static final class Send {
    private Send() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
    @Advice.AssignReturned.ToFields({
      @ToField(
          value = "serverSocket",
          index = HttpUrlConnectionInstrumentation.SOCKET,
          typing = Assigner.Typing.DYNAMIC),
      @ToField(
          value = "requests",
          index = HttpUrlConnectionInstrumentation.HEADERS,
          typing = Assigner.Typing.DYNAMIC)
    })
    static Object[] enter(
        @Advice.Origin Class<?> where,
        @Advice.This Object client,
        @Advice.FieldValue("serverSocket") Object socket,
        @Advice.Argument(1) Object body)
        throws IOException {
      return Gate.enter(
          Gate.HTTP_URL_CONNECTION,
          HttpUrlConnectionInstrumentation.SEND,
          where,
          client,
          socket,
          body);
    }
  }
}
