package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.GuardedTap;
import io.ktor.client.request.HttpRequestData;
import io.ktor.http.content.OutgoingContent;
import io.ktor.util.Attributes;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;

/**
 * What Ktor 2 and 3 do each in their own way: channels of bytes above all. What takes a
 * continuation returns its result, or {@link KtorCioCall#SUSPENDED}.
 */
abstract class KtorCioChannels {
  private static final String PACKAGE = "dev.bursar.interceptors.ktorcio.";
  private static final String OF_KTOR_3 = "io.ktor.utils.io.ByteReadChannelOperationsKt";

  /** Of the Ktor that the app has. */
  static KtorCioChannels ofThisKtor() {
    ClassLoader loader = KtorCioChannels.class.getClassLoader();
    String release = "Ktor2Channels";
    try {
      Class<?> unused = Class.forName(OF_KTOR_3, false, loader);
      release = "Ktor3Channels";
    } catch (ClassNotFoundException ktor2) {
      // As it is.
    }
    try {
      return Class.forName(PACKAGE + release, true, loader)
          .asSubclass(KtorCioChannels.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads what there is, as a number of bytes; -1 at the end. */
  abstract Object read(ByteReadChannel from, byte[] into, Continuation<Object> next);

  /** Writes the first bytes of some. */
  abstract Object write(ByteWriteChannel to, byte[] bytes, int length, Continuation<Object> next);

  /** Lets whoever fills a channel know that nobody reads it. */
  abstract void cancel(ByteReadChannel channel, Throwable cause);

  /** A channel of bytes that are there. */
  abstract ByteReadChannel of(byte[] bytes);

  /** A channel of what a body of the app's writes, or has to be read. */
  final ByteReadChannel open(OutgoingContent content, CoroutineContext context) {
    return content instanceof OutgoingContent.ReadChannelContent
        ? ((OutgoingContent.ReadChannelContent) content).readFrom()
        : written((OutgoingContent.WriteChannelContent) content, context);
  }

  /** A channel of what a body writes. */
  abstract ByteReadChannel written(
      OutgoingContent.WriteChannelContent content, CoroutineContext context);

  /**
   * A channel of what another has, which a tap sees first.
   *
   * @param length how much that is, in bytes; -1 where unknown
   */
  abstract ByteReadChannel tee(ByteReadChannel source, GuardedTap tap, long length);

  /** The body inside of what the app gave around it. */
  abstract OutgoingContent unwrapped(OutgoingContent body);

  /** Another body inside of the same. */
  abstract OutgoingContent wrapped(OutgoingContent around, OutgoingContent body);

  /**
   * A request's attributes, and where these say that an adapter is given the response's body, with
   * one of ours before it.
   */
  abstract Attributes adapted(HttpRequestData data, KtorCioAnswer answer);
}
