package dev.bursar.agent.prices;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes the price table of the jar out of the gathered one: the columns that the agent reads, and
 * above them where the figures come from. Run {@link #main} after the source has changed.
 */
final class PriceResource {
  private static final Set<String> LEFT_OUT = Set.of("mode", "deprecation_date", "litellm_key");

  private static final String HEAD =
      """
      # List prices of chat and embedding models, in usd per token.
      #
      # snapshot: %s
      # source: BerriAI/litellm, model_prices_and_context_window.json; figures and names alone, a
      # selection of rows and columns, nothing corrected. An empty cell is not known, never 0.
      #
      # That file's licence:
      #
      # MIT License
      #
      # Copyright (c) 2023 Berri AI
      #
      # Permission is hereby granted, free of charge, to any person obtaining a copy
      # of this software and associated documentation files (the "Software"), to deal
      # in the Software without restriction, including without limitation the rights
      # to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
      # copies of the Software, and to permit persons to whom the Software is
      # furnished to do so, subject to the following conditions:
      #
      # The above copyright notice and this permission notice shall be included in all
      # copies or substantial portions of the Software.
      #
      # THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
      # IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
      # FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
      # AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
      # LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
      # OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
      # SOFTWARE.
      #
      """;

  private PriceResource() {}

  /**
   * Writes the table.
   *
   * @param args the gathered table, its snapshot date, the file to write
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[2]), distil(Path.of(args[0]), args[1]));
  }

  /** The text of the resource. */
  static String distil(Path gathered, String snapshot) throws IOException {
    List<String> lines = Files.readAllLines(gathered, StandardCharsets.UTF_8);
    List<String> names = Arrays.asList(lines.get(0).split(",", -1));
    int[] kept =
        IntStream.range(0, names.size()).filter(i -> !LEFT_OUT.contains(names.get(i))).toArray();
    List<String> out = new ArrayList<>();
    for (String line : lines) {
      String[] cells = line.split(",", -1);
      out.add(Arrays.stream(kept).mapToObj(i -> cells[i]).collect(Collectors.joining(",")));
    }
    return HEAD.formatted(snapshot) + String.join("\n", out) + "\n";
  }
}
