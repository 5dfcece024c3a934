package dev.bursar.programs;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The loop that every program runs: orders in, answers out, until {@code exit} or end of input. */
public final class Program {
  private final Client client;
  private final PrintStream out;

  private Program(Client client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /** Serves stdin with a client, then ends the JVM. */
  public static void run(Client client) throws IOException {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
    new Program(client, out).serve();
    Runtime.getRuntime().exit(0);
  }

  private void serve() throws IOException {
    print(
        "{\"id\":\"ready\",\"java\":\"" + System.getProperty("java.specification.version") + "\"}");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Order order = Order.parse(line);
      if (order.verb().equals("exit")) {
        return;
      }
      if (order.flag("background")) {
        Thread thread = new Thread(() -> execute(order), "order-" + order.id());
        thread.setDaemon(true);
        thread.start();
      } else {
        execute(order);
      }
    }
  }

  private void execute(Order order) {
    if (order.verb().equals("load")) {
      new Load(order, this::one).run(this::print);
    } else if (order.verb().equals("classes")) {
      print(new Answer(order).put("text", Sight.of(order.get("names"))).toJson());
    } else {
      print(one(order).toJson());
    }
  }

  private Answer one(Order order) {
    Answer answer = new Answer(order);
    long start = System.nanoTime();
    try {
      if (order.has("raw")) {
        RawCall.make(order, answer);
      } else if (order.has("via")) {
        new Bot().answer(order.get("via"), () -> client.call(order, answer));
      } else if (order.has("help")) {
        new Bot.Helper()
            .help(() -> Detour.take(order.get("help"), () -> client.call(order, answer)));
      } else if (order.has("detour")) {
        Detour.take(order.get("detour"), () -> client.call(order, answer));
      } else {
        client.call(order, answer);
      }
    } catch (Throwable t) {
      answer.failure(t);
    }
    return answer.put("micros", (System.nanoTime() - start) / 1000);
  }

  private synchronized void print(String line) {
    out.println(line);
    out.flush();
  }
}
