package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.WherePresent;
import io.ktor.client.request.HttpRequestData;
import io.ktor.http.content.OutgoingContent;
import io.ktor.util.Attributes;
import io.ktor.utils.io.ByteChannelCtorKt;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import io.ktor.utils.io.CoroutinesKt;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.GlobalScope;

/** The channels of Ktor 2. */
@WherePresent("io.ktor.utils.io.ByteReadChannel#readAvailable")
final class Ktor2Channels extends KtorCioChannels {
  Ktor2Channels() {}

  @Override
  Object read(ByteReadChannel from, byte[] into, Continuation<Object> next) {
    return from.readAvailable(into, 0, into.length, next);
  }

  @Override
  Object write(ByteWriteChannel to, byte[] bytes, int length, Continuation<Object> next) {
    return to.writeFully(bytes, 0, length, next);
  }

  @Override
  void cancel(ByteReadChannel channel, Throwable cause) {
    channel.cancel(cause);
  }

  @Override
  ByteReadChannel of(byte[] bytes) {
    return ByteChannelCtorKt.ByteReadChannel(bytes);
  }

  @Override
  ByteReadChannel written(OutgoingContent.WriteChannelContent content, CoroutineContext context) {
    return CoroutinesKt.writer(
            GlobalScope.INSTANCE,
            context,
            false,
            (scope, next) -> content.writeTo(scope.getChannel(), next))
        .getChannel();
  }

  @Override
  ByteReadChannel tee(ByteReadChannel source, GuardedTap tap, long length) {
    return Ktor2Tee.of(source, tap, length);
  }

  @Override
  OutgoingContent unwrapped(OutgoingContent body) {
    return body;
  }

  @Override
  OutgoingContent wrapped(OutgoingContent around, OutgoingContent body) {
    return body;
  }

  @Override
  Attributes adapted(HttpRequestData data, KtorCioAnswer answer) {
    return data.getAttributes();
  }
}
