package dev.bursar.agent.prices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The list prices that Bursar knows, and the user's own rows above them. Immutable, thread-safe.
 *
 * <p>How a model is found, first that applies:
 *
 * <ol>
 *   <li>the user's row for that provider, then the user's row for any provider;
 *   <li>the built-in row of that name at that provider;
 *   <li>the built-in row of that name, where exactly one provider has one;
 *   <li>a snapshot ({@code gpt-x-2025-01-31}, {@code gpt-x-20250131}, {@code gpt-x-0131}) that has
 *       no row, at that provider: the row without the date, but only where all of that model's
 *       snapshots in the table cost what it costs. Otherwise a snapshot is not guessed at.
 * </ol>
 *
 * <p>Names are compared as they are, case included.
 */
public final class PriceTable {
  private static final String RESOURCE = "prices.csv";

  private final Map<String, Map<String, ModelPrice>> userRows;
  private final Map<String, Map<String, ModelPrice>> builtIn;
  private final Map<String, List<ModelPrice>> byModel;
  private final LocalDate snapshot;
  private final int size;

  private PriceTable(List<ModelPrice> userRows, List<ModelPrice> builtIn, LocalDate snapshot) {
    this.userRows = byProvider(userRows);
    this.builtIn = byProvider(builtIn);
    this.byModel = byModel(builtIn);
    this.snapshot = snapshot;
    this.size = userRows.size() + builtIn.size();
  }

  /**
   * The table in the jar, with the user's rows above it.
   *
   * @param extra the user's file, or null for none; read to its end, not closed
   * @param name how errors name the file
   * @throws IllegalArgumentException when the user's file does not fit; the message names file,
   *     line and column, what stands there and what was expected
   * @throws IOException when {@code extra} cannot be read
   */
  public static PriceTable load(Reader extra, String name) throws IOException {
    List<ModelPrice> rows =
        extra == null
            ? Collections.<ModelPrice>emptyList()
            : new PriceCsv(name, true).read(extra).rows();
    try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "the price table " + RESOURCE + " is missing from the jar: build it again");
      }
      PriceCsv.Content content =
          new PriceCsv(RESOURCE, false)
              .read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
      return new PriceTable(rows, content.rows(), content.snapshot());
    }
  }

  /** The table in the jar alone. */
  public static PriceTable builtIn() {
    try {
      return load(null, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The row that prices a model.
   *
   * @param model the name on the wire
   * @param provider who is thought to bill, as in the table's column {@code provider}
   * @return the row, or null where there is none or it would be a guess
   */
  public ModelPrice find(String model, String provider) {
    ModelPrice row = exact(model, provider);
    return row != null ? row : undated(model, provider);
  }

  /** As {@link #find}, without the step from a snapshot to its undated name. */
  public ModelPrice exact(String model, String provider) {
    ModelPrice row = get(userRows, provider, model);
    if (row == null) {
      row = get(userRows, "", model);
    }
    if (row == null) {
      row = get(builtIn, provider, model);
    }
    if (row == null) {
      List<ModelPrice> all = byModel.get(model);
      row = all != null && all.size() == 1 ? all.get(0) : null;
    }
    return row;
  }

  /**
   * Who has a built-in price for a model of this name.
   *
   * @return names as in the table's column {@code provider}; empty where nobody has
   */
  public List<String> billers(String model) {
    List<String> billers = new ArrayList<>();
    List<ModelPrice> rows = byModel.get(model);
    if (rows != null) {
      for (ModelPrice row : rows) {
        billers.add(row.provider());
      }
    }
    return billers;
  }

  /** The day on which the built-in prices were gathered. */
  public LocalDate snapshot() {
    return snapshot;
  }

  /** How many days old the built-in prices are on a day. */
  public long ageInDays(LocalDate today) {
    return ChronoUnit.DAYS.between(snapshot, today);
  }

  /** The number of rows, the user's included. */
  public int size() {
    return size;
  }

  private ModelPrice undated(String model, String provider) {
    int end = dateStart(model);
    if (end <= 0) {
      return null;
    }
    String base = model.substring(0, end);
    ModelPrice row = get(builtIn, provider, base);
    if (row == null) {
      return null;
    }
    for (ModelPrice other : builtIn.get(provider).values()) {
      if (other.model().startsWith(base)
          && dateStart(other.model()) == base.length()
          && !other.samePrices(row)) {
        return null;
      }
    }
    return row;
  }

  /** Where the date at a name's end starts, its hyphen included; −1 where there is none. */
  private static int dateStart(String name) {
    int length = name.length();
    int hyphen = name.lastIndexOf('-');
    int digits = length - hyphen - 1;
    if (hyphen <= 0 || !digits(name, hyphen + 1, length)) {
      return -1;
    }
    if (digits == 4 || digits == 8) {
      return hyphen;
    }
    // -2025-01-31: the last hyphen stands before the day.
    int start = length - "-2025-01-31".length();
    boolean date =
        digits == 2
            && start > 0
            && name.charAt(start) == '-'
            && digits(name, start + 1, start + 5)
            && name.charAt(start + 5) == '-'
            && digits(name, start + 6, start + 8);
    return date ? start : -1;
  }

  private static boolean digits(String s, int from, int to) {
    for (int i = from; i < to; i++) {
      if (s.charAt(i) < '0' || s.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }

  private static ModelPrice get(
      Map<String, Map<String, ModelPrice>> rows, String provider, String model) {
    Map<String, ModelPrice> models = rows.get(provider);
    return models == null ? null : models.get(model);
  }

  private static Map<String, Map<String, ModelPrice>> byProvider(List<ModelPrice> rows) {
    Map<String, Map<String, ModelPrice>> map = new HashMap<>();
    for (ModelPrice row : rows) {
      map.computeIfAbsent(row.provider(), p -> new HashMap<>()).put(row.model(), row);
    }
    return map;
  }

  private static Map<String, List<ModelPrice>> byModel(List<ModelPrice> rows) {
    Map<String, List<ModelPrice>> map = new HashMap<>();
    for (ModelPrice row : rows) {
      map.computeIfAbsent(row.model(), m -> new ArrayList<>()).add(row);
    }
    return map;
  }
}
