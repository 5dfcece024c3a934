package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.WherePresent;
import io.ktor.client.request.HttpRequestData;
import io.ktor.client.request.HttpRequestKt;
import io.ktor.client.request.ResponseAdapter;
import io.ktor.http.content.OutgoingContent;
import io.ktor.util.AttributeKey;
import io.ktor.util.Attributes;
import io.ktor.util.AttributesJvmKt;
import io.ktor.util.AttributesKt;
import io.ktor.utils.io.ByteChannelCtorKt;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteReadChannelOperationsKt;
import io.ktor.utils.io.ByteWriteChannel;
import io.ktor.utils.io.ByteWriteChannelOperationsKt;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.GlobalScope;

/** The channels of Ktor 3. */
@WherePresent("io.ktor.utils.io.ByteReadChannelOperationsKt")
final class Ktor3Channels extends KtorCioChannels {
  Ktor3Channels() {}

  @Override
  Object read(ByteReadChannel from, byte[] into, Continuation<Object> next) {
    return ByteReadChannelOperationsKt.readAvailable(from, into, 0, into.length, next);
  }

  @Override
  Object write(ByteWriteChannel to, byte[] bytes, int length, Continuation<Object> next) {
    return ByteWriteChannelOperationsKt.writeFully(to, bytes, 0, length, next);
  }

  @Override
  void cancel(ByteReadChannel channel, Throwable cause) {
    channel.cancel(cause);
  }

  @Override
  ByteReadChannel of(byte[] bytes) {
    return ByteChannelCtorKt.ByteReadChannel(bytes, 0, bytes.length);
  }

  @Override
  ByteReadChannel written(OutgoingContent.WriteChannelContent content, CoroutineContext context) {
    return ByteWriteChannelOperationsKt.writer(
            GlobalScope.INSTANCE,
            context,
            false,
            (scope, next) -> content.writeTo(scope.getChannel(), next))
        .getChannel();
  }

  @Override
  ByteReadChannel tee(ByteReadChannel source, GuardedTap tap, long length) {
    return new Ktor3Tee(source, tap, length);
  }

  @Override
  OutgoingContent unwrapped(OutgoingContent body) {
    OutgoingContent inside = body;
    while (inside instanceof OutgoingContent.ContentWrapper) {
      inside = ((OutgoingContent.ContentWrapper) inside).delegate();
    }
    return inside;
  }

  @Override
  OutgoingContent wrapped(OutgoingContent around, OutgoingContent body) {
    if (!(around instanceof OutgoingContent.ContentWrapper)) {
      return body;
    }
    OutgoingContent.ContentWrapper wrapper = (OutgoingContent.ContentWrapper) around;
    return wrapper.copy(wrapped(wrapper.delegate(), body));
  }

  @Override
  Attributes adapted(HttpRequestData data, KtorCioAnswer answer) {
    AttributeKey<ResponseAdapter> key = HttpRequestKt.getResponseAdapterAttributeKey();
    ResponseAdapter app = data.getAttributes().getOrNull(key);
    if (app == null) {
      return data.getAttributes();
    }
    Attributes changed = AttributesJvmKt.Attributes(true);
    AttributesKt.putAll(changed, data.getAttributes());
    changed.put(key, new Ktor3Adapter(data, app, answer));
    return changed;
  }
}
