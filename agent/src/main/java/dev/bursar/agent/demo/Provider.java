package dev.bursar.agent.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A provider of the chat completions API on the loopback interface, with a meter. It speaks as much
 * HTTP/1.1 as that takes; the JDK's own server is a module that a small runtime may lack.
 */
final class Provider implements Closeable {
  /** How long the model thinks. A runaway loop is as fast as its provider. */
  private static final long THINKING_MILLIS = 25;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int MAX_HEAD = 16_384;

  private final Meter meter = new Meter();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;

  /** Starts to listen. */
  Provider() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK));
    daemon(this::accept);
  }

  /** Where calls go. */
  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/v1/chat/completions";
  }

  /** What it has charged. */
  Meter meter() {
    return meter;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "demo-provider");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        if (server.isClosed()) {
          socket.close(); // it came in while close was going through the others
        }
        daemon(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The demo is over.
    }
  }

  private void serve(Socket socket) {
    try (Socket connection = socket) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (true) {
        int length = length(head(in));
        ChatRequest request = ChatRequest.parse(body(in, length));
        out.write(answer(request));
        out.flush();
      }
    } catch (IOException gone) {
      // The app has closed the connection or was stopped.
    } finally {
      open.remove(socket);
    }
  }

  private byte[] answer(ChatRequest request) throws IOException {
    String text = Model.answer(request.prompt(), request.outputLimit());
    long inputTokens = Meter.tokens(request.prompt());
    long outputTokens = Meter.tokens(text);
    think();
    // What was generated is charged, whether or not the app still waits for it.
    meter.charge(inputTokens, outputTokens);
    byte[] json = json(text, inputTokens, outputTokens, request.outputLimit());
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + json.length
            + "\r\n\r\n";
    response.write(head.getBytes(StandardCharsets.US_ASCII));
    response.write(json);
    return response.toByteArray();
  }

  private static byte[] json(String text, long input, long output, long limit) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", "chatcmpl-demo");
      json.writeStringField("object", "chat.completion");
      json.writeStringField("model", "gpt-4o");
      json.writeArrayFieldStart("choices");
      json.writeStartObject();
      json.writeNumberField("index", 0);
      json.writeObjectFieldStart("message");
      json.writeStringField("role", "assistant");
      json.writeStringField("content", text);
      json.writeEndObject();
      json.writeStringField("finish_reason", output < limit ? "stop" : "length");
      json.writeEndObject();
      json.writeEndArray();
      json.writeObjectFieldStart("usage");
      json.writeNumberField("prompt_tokens", input);
      json.writeNumberField("completion_tokens", output);
      json.writeNumberField("total_tokens", input + output);
      json.writeEndObject();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void think() throws IOException {
    try {
      Thread.sleep(THINKING_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** A request's head, in lower case, up to its empty line. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < MAX_HEAD) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.append((char) next);
      if (head.length() > 3 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
        return head.toString().toLowerCase(Locale.ROOT);
      }
    }
    throw new IOException("the request's head is too long");
  }

  private static int length(String head) throws IOException {
    String name = "\r\ncontent-length:";
    int at = head.indexOf(name);
    if (at < 0) {
      throw new IOException("the request has no content-length");
    }
    int from = at + name.length();
    return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).trim());
  }

  private static byte[] body(InputStream in, int length) throws IOException {
    byte[] body = new byte[length];
    for (int at = 0; at < length; ) {
      int read = in.read(body, at, length - at);
      if (read < 0) {
        throw new EOFException();
      }
      at += read;
    }
    return body;
  }
}
