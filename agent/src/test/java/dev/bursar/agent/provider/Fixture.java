package dev.bursar.agent.provider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One recorded exchange with a provider.
 *
 * @param name the recording's path without its endings
 * @param url where the request went
 * @param requestFile the request's body
 * @param responseFile the response's body, not compressed
 * @param status the HTTP status
 * @param prompt prompt tokens as the provider names them, or −1
 * @param completion completion tokens, or −1
 * @param cached cached tokens, or −1
 * @param cacheWrite cache-write tokens, or −1
 * @param reasoning reasoning tokens, or −1
 * @param features the recording's marks, separated by spaces
 */
public record Fixture(
    String name,
    String url,
    Path requestFile,
    Path responseFile,
    int status,
    long prompt,
    long completion,
    long cached,
    long cacheWrite,
    long reasoning,
    String features) {

  /** All recordings of paths that end so; skips the calling test where there are no fixtures. */
  public static List<Fixture> endingWith(String... pathEnds) throws IOException {
    Path root = Shared.path("fixtures");
    List<Fixture> all = new ArrayList<>();
    List<String> lines = Files.readAllLines(root.resolve("manifest.tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] c = line.split("\t", -1);
      if (Arrays.stream(pathEnds).anyMatch(c[5]::endsWith)) {
        all.add(
            new Fixture(
                c[0],
                "https://" + c[4] + c[5],
                root.resolve(c[0] + ".request.json"),
                root.resolve(c[0] + ".response." + c[1]),
                Integer.parseInt(c[2]),
                number(c[7]),
                number(c[8]),
                number(c[9]),
                number(c[10]),
                number(c[11]),
                c[17]));
      }
    }
    return all;
  }

  private static long number(String cell) {
    return cell.isEmpty() ? -1 : Long.parseLong(cell);
  }

  /** The request's body. */
  public byte[] request() throws IOException {
    return Files.readAllBytes(requestFile);
  }

  /** The response's body. */
  public byte[] response() throws IOException {
    return Files.readAllBytes(responseFile);
  }

  /** Where the request went. */
  public Target target() {
    URI uri = URI.create(url);
    return new Target(uri.getHost(), uri.getRawPath(), url);
  }

  @Override
  public String toString() {
    return name;
  }
}
