package dev.bursar.programs;

import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Tool;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An app with Google's SDK, whose model has it call a function that asks another model. */
public final class GoogleProgram implements Client {
  private static final Logger LOGS = Logger.getLogger("com.google.genai");
  private static final String CALLS =
      "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"role\":\"model\",\"parts\":"
          + "[{\"functionCall\":{\"name\":\"ask\",\"args\":{}}}]}}]}";
  private static final String SAYS =
      "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"role\":\"model\",\"parts\":"
          + "[{\"text\":\"well\"}]}}]}";

  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer model;

  private GoogleProgram(HttpServer model) {
    this.model = model;
    model.createContext("/", this::answer);
    model.start();
  }

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    LOGS.setLevel(Level.OFF);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Program.run(new GoogleProgram(HttpServer.create(any, 0)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body =
        (asked.getAndIncrement() % 2 == 0 ? CALLS : SAYS).getBytes(StandardCharsets.UTF_8);
    while (exchange.getRequestBody().read() >= 0) {
      // To its end.
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** What the model may call. */
  public static final class Functions {
    private static volatile Order order;

    private Functions() {}

    /** Asks another model. */
    public static String ask() throws IOException {
      return "status " + MeteredCall.make(order);
    }
  }

  @Override
  public void call(Order order, Answer answer) {
    Functions.order = order;
    try {
      answer.status(200).content(ask(order).text());
    } catch (Exception e) {
      answer.failure(e);
    }
  }

  private GenerateContentResponse ask(Order order) throws Exception {
    GenerateContentConfig config =
        GenerateContentConfig.builder()
            .tools(
                Collections.singletonList(
                    Tool.builder()
                        .functions(Collections.singletonList(Functions.class.getMethod("ask")))
                        .build()))
            .build();
    com.google.genai.Client client =
        com.google.genai.Client.builder()
            .apiKey("k")
            .httpOptions(
                HttpOptions.builder()
                    .baseUrl("http://127.0.0.1:" + model.getAddress().getPort())
                    .build())
            .build();
    return order.flag("async")
        ? client.async.models.generateContent("m", "hi", config).get()
        : client.models.generateContent("m", "hi", config);
  }
}
