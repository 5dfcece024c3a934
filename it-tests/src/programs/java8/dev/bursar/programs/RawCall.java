package dev.bursar.programs;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;

/** A call by a connection that the app makes itself, in one of the ways that the JDK has. */
final class RawCall {
  private RawCall() {}

  /** Makes it: {@code raw} names the way. */
  static void make(Order order, Answer answer) throws Exception {
    URI base = URI.create(order.get("base"));
    InetSocketAddress provider = new InetSocketAddress(base.getHost(), base.getPort());
    switch (order.get("raw")) {
      case "socket":
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
          talk(order, socket.getOutputStream(), socket.getInputStream(), answer);
        }
        return;
      case "tls":
        try (Socket socket =
            SSLSocketFactory.getDefault().createSocket(base.getHost(), base.getPort())) {
          talk(order, socket.getOutputStream(), socket.getInputStream(), answer);
        }
        return;
      case "channel":
        try (SocketChannel channel = SocketChannel.open(provider)) {
          talk(order, Channels.newOutputStream(channel), Channels.newInputStream(channel), answer);
        }
        return;
      case "adaptor":
        try (SocketChannel channel = SocketChannel.open()) {
          channel.socket().connect(provider, 5_000);
          talk(order, Channels.newOutputStream(channel), Channels.newInputStream(channel), answer);
        }
        return;
      case "selector":
        try (SocketChannel channel = SocketChannel.open()) {
          connect(channel, provider);
          talk(order, Channels.newOutputStream(channel), Channels.newInputStream(channel), answer);
        }
        return;
      case "asynchronous":
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
          channel.connect(provider).get();
          talk(order, Channels.newOutputStream(channel), Channels.newInputStream(channel), answer);
        }
        return;
      default:
        throw new IllegalArgumentException(order.get("raw"));
    }
  }

  /** Connects as an event loop does. */
  private static void connect(SocketChannel channel, InetSocketAddress provider)
      throws IOException {
    try (Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      channel.connect(provider);
      while (!channel.finishConnect()) {
        selector.select();
      }
    }
    channel.configureBlocking(true);
  }

  private static void talk(Order order, OutputStream out, InputStream in, Answer answer)
      throws IOException {
    byte[] body = ChatBody.of(order);
    URI base = URI.create(order.get("base"));
    String head =
        "POST "
            + base.getPath()
            + "/chat/completions HTTP/1.1\r\nHost: "
            + base.getHost()
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
    String answered = head(in);
    int length = Integer.parseInt(after("content-length: ", answered));
    byte[] bytes = new byte[length];
    new DataInputStream(in).readFully(bytes);
    answer.status(Integer.parseInt(after("http/1.1 ", answered))).body(bytes);
  }

  /** Everything up to the empty line. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException(head.toString());
      }
      head.append((char) c);
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  /** The word after another text. */
  private static String after(String text, String head) {
    return head.substring(head.indexOf(text) + text.length()).split("\\s", 2)[0];
  }
}
