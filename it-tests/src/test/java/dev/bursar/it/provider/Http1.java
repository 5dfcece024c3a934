package dev.bursar.it.provider;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** HTTP/1.1 on one connection: requests in, pieces of responses out. */
final class Http1 implements Wire, AutoCloseable {
  private final Socket socket;
  private final Socket raw;
  private final Protocol protocol;
  private final InputStream in;
  private final OutputStream out;
  private boolean chunked;

  /**
   * @param raw what carries the socket, where there is TLS between them; else the same
   */
  Http1(Socket socket, Socket raw) throws IOException {
    this.socket = socket;
    this.raw = raw;
    protocol = socket == raw ? Protocol.HTTP_1 : Protocol.HTTPS_1;
    in = new BufferedInputStream(socket.getInputStream());
    out = new BufferedOutputStream(socket.getOutputStream());
  }

  /**
   * The next request, or null where the client has closed the connection.
   *
   * @param arrived is told the method and the path as soon as the head is there
   */
  ReceivedRequest read(BiConsumer<String, String> arrived) throws IOException {
    String start = line();
    if (start == null) {
      return null;
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.add(
          Map.entry(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim()));
    }
    String[] parts = start.split(" ", -1);
    String target = withoutHost(parts[1]);
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    arrived.accept(parts[0], path);
    ReceivedRequest head = new ReceivedRequest(protocol, parts[0], path, headers, new byte[0]);
    if (head.header("expect").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    return new ReceivedRequest(protocol, parts[0], path, headers, body(head));
  }

  /** A client that takes the provider for its proxy names the host that it means. */
  private static String withoutHost(String target) {
    return target.startsWith("http://") ? target.substring(target.indexOf('/', 7)) : target;
  }

  private byte[] body(ReceivedRequest head) throws IOException {
    if (head.header("transfer-encoding").equalsIgnoreCase("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(line().split(";", -1)[0].trim(), 16);
        body.write(exactly(size));
        line();
        if (size == 0) {
          return body.toByteArray();
        }
      }
    }
    String length = head.header("content-length");
    return length.isEmpty() ? new byte[0] : exactly(Integer.parseInt(length));
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the client closed the connection in its request");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void head(int status, Map<String, String> headers, long length) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Status\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    chunked = length < 0;
    head.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length);
    out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Override
  public void piece(byte[] bytes, int from, int to) throws IOException {
    if (to <= from) {
      return;
    }
    if (chunked) {
      String size = Integer.toHexString(to - from) + "\r\n";
      out.write(size.getBytes(StandardCharsets.ISO_8859_1));
    }
    out.write(bytes, from, to - from);
    if (chunked) {
      out.write('\r');
      out.write('\n');
    }
    out.flush();
  }

  @Override
  public void end() throws IOException {
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
  }

  @Override
  public void cut() throws IOException {
    close();
  }

  @Override
  public void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
