package dev.bursar.agent.prices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads price rows: comma-separated, without quotes; lines that start with {@code #} are comments;
 * the first other line names the columns, in any order. Every error names file, line and column.
 */
final class PriceCsv {
  private static final String MODEL = "model";
  private static final String INPUT = "input_usd_per_token";
  private static final String OUTPUT = "output_usd_per_token";
  private static final String SNAPSHOT = "# snapshot: ";

  private static final Set<String> COLUMNS =
      new HashSet<>(
          Arrays.asList(
              MODEL,
              "provider",
              INPUT,
              OUTPUT,
              "cache_read_usd_per_token",
              "cache_write_usd_per_token",
              "max_input_tokens",
              "max_output_tokens",
              "mode",
              "cache_write_1h_usd_per_token",
              "reasoning_output_usd_per_token",
              "audio_input_usd_per_token",
              "audio_output_usd_per_token",
              "tier_above_input_tokens",
              "tier_input_usd_per_token",
              "tier_output_usd_per_token",
              "tier_cache_read_usd_per_token",
              "tier_cache_write_usd_per_token",
              "priority_input_usd_per_token",
              "priority_output_usd_per_token",
              "price_multipliers",
              "deprecation_date",
              "litellm_key"));

  private static final int DECIMALS = 12;
  private static final BigDecimal DEAREST = BigDecimal.ONE;
  private static final BigDecimal GREATEST_FACTOR = new BigDecimal("1000");

  private final String file;
  private final boolean users;
  private int line;
  private Map<String, Integer> columns;
  private String[] cells;

  /**
   * @param file how errors name the source
   * @param users whether its rows are the user's
   */
  PriceCsv(String file, boolean users) {
    this.file = file;
    this.users = users;
  }

  /** What a file holds. */
  static final class Content {
    private final List<ModelPrice> rows;
    private final LocalDate snapshot;

    private Content(List<ModelPrice> rows, LocalDate snapshot) {
      this.rows = rows;
      this.snapshot = snapshot;
    }

    List<ModelPrice> rows() {
      return rows;
    }

    /** The date that a comment {@code # snapshot: 2026-01-31} gives, or null. */
    LocalDate snapshot() {
      return snapshot;
    }
  }

  /** Reads all rows. One object reads one file. */
  Content read(Reader in) throws IOException {
    BufferedReader reader = new BufferedReader(in);
    List<ModelPrice> rows = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    LocalDate snapshot = null;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      if (text.startsWith(SNAPSHOT)) {
        snapshot = date(text.substring(SNAPSHOT.length()).trim());
      } else if (!text.trim().isEmpty() && !text.startsWith("#")) {
        if (text.indexOf('"') >= 0) {
          throw bad("a quote", "no column needs quotes: remove them");
        }
        if (columns == null) {
          columns = header(text);
        } else {
          ModelPrice row = row(text);
          if (!seen.add(row.provider() + ' ' + row.model())) {
            String of = row.provider().isEmpty() ? "" : " of provider " + row.provider();
            throw bad("a second row for model " + row.model() + of, "keep one");
          }
          rows.add(row);
        }
      }
    }
    if (columns == null) {
      throw bad("no line with column names", "start with: model,provider," + INPUT + "," + OUTPUT);
    }
    return new Content(rows, snapshot);
  }

  private Map<String, Integer> header(String text) {
    Map<String, Integer> map = new HashMap<>();
    String[] names = text.split(",", -1);
    for (int i = 0; i < names.length; i++) {
      // A byte order mark, as spreadsheets write it, is no part of the first name.
      String name =
          (i == 0 && names[i].startsWith("\uFEFF") ? names[i].substring(1) : names[i]).trim();
      if (!COLUMNS.contains(name)) {
        throw bad("column \"" + name + "\"", "known columns are " + sortedColumns());
      }
      if (map.put(name, i) != null) {
        throw bad("column \"" + name + "\" twice", "keep one");
      }
    }
    if (!map.containsKey(MODEL) || !map.containsKey(INPUT)) {
      throw bad("no column " + MODEL + " or " + INPUT, "both are needed");
    }
    return map;
  }

  private static String sortedColumns() {
    List<String> names = new ArrayList<>(COLUMNS);
    Collections.sort(names);
    return names.toString();
  }

  private ModelPrice row(String text) {
    cells = text.split(",", -1);
    if (cells.length != columns.size()) {
      throw bad(cells.length + " cells", columns.size() + " are expected, as many as columns");
    }
    String model = cell(MODEL);
    if (model.isEmpty()) {
      throw bad(MODEL, "", "the model's name as sent on the wire");
    }
    long input = picos(INPUT);
    if (input == Rates.UNKNOWN) {
      throw bad(INPUT, "", "a price in usd per token, for example 0.0000025");
    }
    long audioInput = picos("audio_input_usd_per_token");
    long audioOutput = picos("audio_output_usd_per_token");
    Rates standard =
        new Rates(
            input,
            picos(OUTPUT),
            picos("cache_read_usd_per_token"),
            picos("cache_write_usd_per_token"),
            picos("cache_write_1h_usd_per_token"),
            picos("reasoning_output_usd_per_token"),
            audioInput,
            audioOutput);
    long tierAbove = count("tier_above_input_tokens");
    Rates tier =
        tierAbove == ModelPrice.UNKNOWN
            ? null
            : new Rates(
                needed("tier_input_usd_per_token", "tier_above_input_tokens"),
                needed("tier_output_usd_per_token", "tier_above_input_tokens"),
                picos("tier_cache_read_usd_per_token"),
                picos("tier_cache_write_usd_per_token"),
                Rates.UNKNOWN,
                Rates.UNKNOWN,
                audioInput,
                audioOutput);
    long priorityInput = picos("priority_input_usd_per_token");
    Rates priority =
        priorityInput == Rates.UNKNOWN
            ? null
            : Rates.of(priorityInput, picos("priority_output_usd_per_token"));
    return new ModelPrice(
        model,
        cell("provider"),
        count("max_input_tokens"),
        count("max_output_tokens"),
        standard,
        tierAbove,
        tier,
        priority,
        multipliers(),
        users);
  }

  private long needed(String column, String because) {
    long value = picos(column);
    if (value == Rates.UNKNOWN) {
      throw bad(column, "", "a price in usd per token, since " + because + " is given");
    }
    return value;
  }

  private String cell(String column) {
    Integer index = columns.get(column);
    return index == null ? "" : cells[index].trim();
  }

  /** A price in pico-dollars, or {@link Rates#UNKNOWN} where the cell is empty. */
  private long picos(String column) {
    String text = cell(column);
    if (text.isEmpty()) {
      return Rates.UNKNOWN;
    }
    BigDecimal value = decimal(column, text, "a price in usd per token, for example 0.0000025");
    if (value.compareTo(DEAREST) >= 0) {
      throw bad(column, text, "less than 1: the price is for one token, not for a million");
    }
    try {
      return value.movePointRight(DECIMALS).longValueExact();
    } catch (ArithmeticException e) {
      throw bad(column, text, "at most " + DECIMALS + " decimals");
    }
  }

  private BigDecimal decimal(String column, String text, String expected) {
    // Plain digits only: no sign, no exponent, so that no cell can be huge or negative.
    boolean plain = text.length() <= 32;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain &= (c >= '0' && c <= '9') || c == '.';
    }
    try {
      if (plain) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      throw bad(column, text, expected);
    }
    throw bad(column, text, expected);
  }

  private long count(String column) {
    String text = cell(column);
    if (text.isEmpty()) {
      return ModelPrice.UNKNOWN;
    }
    String expected = "a whole number of tokens greater than 0";
    try {
      long value = decimal(column, text, expected).longValueExact();
      if (value > 0) {
        return value;
      }
    } catch (ArithmeticException e) {
      throw bad(column, text, expected);
    }
    throw bad(column, text, expected);
  }

  private Map<String, Long> multipliers() {
    String column = "price_multipliers";
    String text = cell(column);
    if (text.isEmpty()) {
      return Collections.emptyMap();
    }
    String expected = "name=factor, several separated by ';', factors up to 1000 with 3 decimals";
    Map<String, Long> map = new HashMap<>();
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw bad(column, text, expected);
      }
      BigDecimal factor = decimal(column, pair.substring(equals + 1), expected);
      if (factor.signum() == 0 || factor.compareTo(GREATEST_FACTOR) > 0) {
        throw bad(column, text, expected);
      }
      try {
        map.put(pair.substring(0, equals), factor.movePointRight(3).longValueExact());
      } catch (ArithmeticException e) {
        throw bad(column, text, expected);
      }
    }
    return Collections.unmodifiableMap(map);
  }

  private LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw bad("snapshot \"" + text + "\"", "a date such as 2026-01-31 is expected");
    }
  }

  private IllegalArgumentException bad(String column, String value, String expected) {
    return new IllegalArgumentException(
        file + " line " + line + " column " + column + ": \"" + value + "\", expected " + expected);
  }

  private IllegalArgumentException bad(String what, String wayOut) {
    return new IllegalArgumentException(file + " line " + line + ": " + what + "; " + wayOut);
  }
}
