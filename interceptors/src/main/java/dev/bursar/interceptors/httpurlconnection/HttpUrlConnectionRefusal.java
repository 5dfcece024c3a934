package dev.bursar.interceptors.httpurlconnection;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * Stands for a connection to which nothing is sent, and from which a refusal is read as a server's
 * answer. It is not used again after that; closing it closes the connection.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // The real one has locks of its own.
final class HttpUrlConnectionRefusal extends Socket {
  private final Socket connection;
  private final InputStream answer;

  /**
   * @param connection the real one
   */
  HttpUrlConnectionRefusal(Refusal refusal, Socket connection) {
    this.connection = connection;
    this.answer = new Answer(bytes(refusal));
  }

  @Override
  public InputStream getInputStream() {
    return answer;
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    connection.setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return connection.getSoTimeout();
  }

  @Override
  public boolean isClosed() {
    return connection.isClosed();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private static byte[] bytes(Refusal refusal) {
    byte[] body = refusal.body();
    String[] headers = refusal.headers();
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(refusal.status()).append(' ').append(ReasonPhrase.of(refusal.status()));
    for (int i = 0; i < headers.length; i += 2) {
      head.append("\r\n").append(headers[i]).append(": ").append(headers[i + 1]);
    }
    head.append("\r\ncontent-length: ").append(body.length);
    head.append("\r\nconnection: close\r\n\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    all.write(first, 0, first.length);
    all.write(body, 0, body.length);
    return all.toByteArray();
  }

  /** As a socket's stream, it closes its socket. */
  private final class Answer extends ByteArrayInputStream {
    Answer(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void close() throws IOException {
      HttpUrlConnectionRefusal.this.close();
    }
  }
}
