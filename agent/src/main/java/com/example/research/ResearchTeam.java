package com.example.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Four agents write a report, one section each: draft it, have it reviewed, improve it, until the
 * reviewer approves. An ordinary app with an ordinary bug: the reviewer never does.
 */
public final class ResearchTeam {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String[] SECTIONS = {"history", "market", "risks", "outlook"};

  private final OkHttpClient client = new OkHttpClient();
  private final String url;

  private ResearchTeam(String url) {
    this.url = url;
  }

  /**
   * Writes one report.
   *
   * @param args the URL of a chat completions API
   */
  public static void main(String[] args) throws InterruptedException {
    try {
      System.out.println(new ResearchTeam(args[0]).report("the tea trade"));
    } catch (ExecutionException e) {
      System.err.println("The report on the tea trade failed.");
      e.getCause().printStackTrace();
      System.exit(1);
    }
  }

  private String report(String topic) throws InterruptedException, ExecutionException {
    List<Callable<String>> agents = new ArrayList<>();
    for (String section : SECTIONS) {
      agents.add(() -> writeSection(section + " of " + topic));
    }
    ExecutorService executor = Executors.newFixedThreadPool(agents.size());
    StringBuilder report = new StringBuilder();
    for (Future<String> section : executor.invokeAll(agents)) {
      report.append(section.get());
    }
    return report.toString();
  }

  private String writeSection(String topic) throws IOException {
    String draft = ask("Write a section on the " + topic + ".");
    while (!review(draft).startsWith("Approved")) {
      draft = ask("Improve this section on the " + topic + ": " + draft);
    }
    return draft;
  }

  private String review(String draft) throws IOException {
    return ask("Review this section. Start with Approved if it is good enough: " + draft);
  }

  private String ask(String prompt) throws IOException {
    String body =
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    Request request = new Request.Builder().url(url).post(RequestBody.create(JSON, body)).build();
    try (Response response = client.newCall(request).execute()) {
      String answer = response.body().string();
      if (!response.isSuccessful()) {
        throw new IOException("HTTP " + response.code() + " " + answer);
      }
      int start = answer.indexOf("\"content\":\"") + "\"content\":\"".length();
      return answer.substring(start, answer.indexOf('"', start));
    }
  }
}
