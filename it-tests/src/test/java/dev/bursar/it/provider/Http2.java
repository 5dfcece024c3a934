package dev.bursar.it.provider;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import okhttp3.Headers;
import okhttp3.internal.Internal;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.Header;
import okhttp3.internal.http2.Http2Connection;
import okhttp3.internal.http2.Http2Stream;
import okio.BufferedSink;
import okio.Okio;

/** HTTP/2 on one connection; the frames are OkHttp's affair. */
final class Http2 {
  /** Answers one request. */
  interface Answering {
    /** Answers; the request is there to its end. */
    void answer(ReceivedRequest request, Wire wire) throws IOException;
  }

  static {
    // What OkHttp's frames lean on is set up by the class that an app would start with.
    Internal.initializeInstanceForTests();
  }

  private Http2() {}

  /**
   * Serves a connection on threads of its own.
   *
   * @param raw what carries it
   * @param arrived is told the method and the path as soon as a head is there
   */
  static void serve(Socket socket, Socket raw, BiConsumer<String, String> arrived, Answering then)
      throws IOException {
    new Http2Connection.Builder(false)
        .socket(
            socket,
            "provider",
            Okio.buffer(Okio.source(new Http2Input(socket.getInputStream()))),
            Okio.buffer(Okio.sink(socket.getOutputStream())))
        .listener(
            new Http2Connection.Listener() {
              @Override
              public void onStream(Http2Stream stream) throws IOException {
                StreamWire wire = new StreamWire(stream, raw);
                try {
                  ReceivedRequest request = read(stream, arrived);
                  wire.bodiless = request.method().equals("HEAD");
                  then.answer(request, wire);
                } catch (IOException e) {
                  // The client has gone: its own affair.
                } finally {
                  wire.close();
                }
              }
            })
        .build()
        .start();
  }

  private static ReceivedRequest read(Http2Stream stream, BiConsumer<String, String> arrived)
      throws IOException {
    Headers head = stream.takeHeaders();
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    String method = "";
    String path = "";
    for (int i = 0; i < head.size(); i++) {
      switch (head.name(i)) {
        case Header.TARGET_METHOD_UTF8 -> method = head.value(i);
        case Header.TARGET_PATH_UTF8 -> path = head.value(i).replaceFirst("\\?.*", "");
        case Header.TARGET_AUTHORITY_UTF8 -> headers.add(Map.entry("host", head.value(i)));
        case Header.TARGET_SCHEME_UTF8 -> {}
        default -> headers.add(Map.entry(head.name(i), head.value(i)));
      }
    }
    arrived.accept(method, path);
    byte[] body = Okio.buffer(stream.getSource()).readByteArray();
    return new ReceivedRequest(Protocol.HTTPS_2, method, path, headers, body);
  }

  /** A response on one stream. */
  private static final class StreamWire implements Wire {
    private final Http2Stream stream;
    private final Socket raw;
    private BufferedSink out;
    private boolean bodiless;
    private boolean ended;

    StreamWire(Http2Stream stream, Socket raw) {
      this.stream = stream;
      this.raw = raw;
    }

    @Override
    public void head(int status, Map<String, String> headers, long length) throws IOException {
      List<Header> head = new ArrayList<>();
      head.add(new Header(Header.RESPONSE_STATUS, Integer.toString(status)));
      headers.forEach((name, value) -> head.add(new Header(name.toLowerCase(Locale.ROOT), value)));
      if (length >= 0) {
        head.add(new Header("content-length", Long.toString(length)));
      }
      // Jetty 12.1.14 waits for ever where a HEAD is answered by an empty DATA frame besides.
      stream.writeHeaders(head, bodiless, true);
      ended = bodiless;
      out = Okio.buffer(stream.getSink());
    }

    @Override
    public void piece(byte[] bytes, int from, int to) throws IOException {
      if (to > from) {
        out.write(bytes, from, to - from);
        out.flush();
      }
    }

    @Override
    public void end() throws IOException {
      if (!ended) {
        ended = true;
        out.close();
      }
    }

    @Override
    public void cut() throws IOException {
      ended = true;
      raw.close();
    }

    @Override
    public void reset() throws IOException {
      ended = true;
      stream.close(ErrorCode.INTERNAL_ERROR, null);
    }

    /** Leaves no client waiting for an answer that never comes. */
    void close() throws IOException {
      if (!ended) {
        reset();
      }
    }
  }
}
