package dev.bursar.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;

/** Answers on the loopback what {@link CannedAnswers} says, a thread for each connection. */
final class LoopbackServer implements AutoCloseable {
  private static final String LENGTH = "content-length:";

  private final ServerSocket socket;

  private LoopbackServer(ServerSocket socket) {
    this.socket = socket;
  }

  static LoopbackServer start() throws IOException {
    LoopbackServer server =
        new LoopbackServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    daemon(server::accept);
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "loopback");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        daemon(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] request = new byte[16 * 1024];
      while (true) {
        int length = request(in, request);
        if (length < 0) {
          return;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : CannedAnswers.to(request, 0, length)) {
          whole.write(part);
        }
        whole.writeTo(out);
      }
    } catch (IOException gone) {
      return;
    }
  }

  /** Reads one request; its length, or −1 at the end. */
  private static int request(InputStream in, byte[] b) throws IOException {
    int length = 0;
    int needed = Integer.MAX_VALUE;
    while (length < needed) {
      int n = in.read(b, length, b.length - length);
      if (n < 0) {
        return -1;
      }
      length += n;
      if (needed == Integer.MAX_VALUE) {
        needed = needed(b, length);
      }
    }
    return length;
  }

  /** The request's length, once its head is there. */
  private static int needed(byte[] b, int length) {
    for (int i = 3; i < length; i++) {
      if (b[i] == '\n' && b[i - 1] == '\r' && b[i - 2] == '\n') {
        String head = new String(b, 0, i, US_ASCII).toLowerCase(Locale.ROOT);
        int at = head.indexOf(LENGTH);
        if (at < 0) {
          return i + 1;
        }
        String stated = head.substring(at + LENGTH.length(), head.indexOf('\r', at));
        return i + 1 + Integer.parseInt(stated.trim());
      }
    }
    return Integer.MAX_VALUE;
  }
}
