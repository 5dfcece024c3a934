package dev.bursar.agent.hooking;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A server that promises more than it sends. */
public final class HalfAnswer {
  private HalfAnswer() {}

  /**
   * Answers one request, that ends in {@code {}}, with the head and the first bytes of a longer
   * body.
   */
  public static CompletableFuture<Socket> to(ServerSocket socket) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Socket connection = socket.accept();
            InputStream in = connection.getInputStream();
            byte[] buffer = new byte[4096];
            StringBuilder text = new StringBuilder();
            while (!text.toString().endsWith("{}")) {
              text.append(new String(buffer, 0, in.read(buffer), StandardCharsets.US_ASCII));
            }
            connection
                .getOutputStream()
                .write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                        .getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().flush();
            return connection;
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }
}
