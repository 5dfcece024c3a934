package dev.bursar.agent.config;

import java.util.Locale;

/** The keys that a mapping may hold, each with what it takes in words. Immutable. */
final class Keys {
  static final String VARIABLE_PREFIX = "BURSAR_";
  static final String PROPERTY_PREFIX = "bursar.";
  static final String CONFIG = "config";

  private static final String DIRECTORY = "a directory, such as ~/.bursar";
  private static final String NAME =
      "a name of 1 to 64 letters, digits and . _ - : @ that starts with a letter or digit";
  private static final String AMOUNT =
      "an amount of US dollars of at most 9 decimals, such as 5.00, or none";
  private static final String WHOLE = "a whole number, such as 500, or none";
  private static final String TIME = "a whole number with its unit ms, s, m or h, such as 30m";
  private static final String GLOB = "host names, where * stands for any text: [\"*.acme.com\"]";

  private static final String[] LIMITS = {
    "limits.usd", AMOUNT,
    "limits.tokens", WHOLE,
    "limits.input-tokens", WHOLE,
    "limits.output-tokens", WHOLE,
    "limits.calls", WHOLE,
    "limits.retries", WHOLE,
    "limits.time", TIME + ", or none",
    "limits.in-flight", WHOLE,
    "limits.tool-calls", WHOLE,
    "limits.depth", WHOLE,
    "limits.fanout", WHOLE,
    "limits.per", "forever, hour, day, week or month",
  };

  /** A whole configuration. */
  static final Keys TOP =
      new Keys(
          LIMITS,
          CONFIG,
          "the path of a YAML file",
          "store",
          DIRECTORY,
          "account",
          NAME,
          "mode",
          "enforce, observe or off",
          "strict",
          "true or false",
          "accounts",
          "a list of accounts: [{name: batch, when: {thread: \"batch-.*\"}, limits: {usd: 0.50}}]",
          "on-refusal",
          "response or exception",
          "on-error",
          "refuse or allow",
          "wait",
          TIME,
          "min-output",
          "a whole number of tokens, at least 1",
          "unbounded",
          "refuse or context-window",
          "abandoned",
          "held or seen",
          "unpriced",
          "refuse, or a ceiling in US dollars per million tokens: {input: 30, output: 120}",
          "prices",
          "the path of a price table",
          "durability",
          "process",
          "reads.log",
          GLOB,
          "reads.guard",
          "an empty list",
          "reads.mode",
          "off",
          "reads.revalidate",
          "false",
          "reads.agent-header",
          "the name of a request header",
          "reads.agent-query",
          "the name of a query parameter",
          "reads.profiles",
          "an empty mapping");

  /** One item of {@code accounts}. */
  static final Keys ACCOUNT =
      new Keys(
          LIMITS,
          "name",
          NAME,
          "per-run",
          "true or false",
          "when.host",
          "a host name, where * stands for any text",
          "when.model",
          "a model's name, where * stands for any text",
          "when.header",
          "a request header's name and value, such as \"X-Tenant: acme\"",
          "when.thread",
          "a regular expression that the thread's whole name must match",
          "when.ai-service",
          "the interface of an AI service of LangChain4j, such as com.acme.Researcher; or a chat client"
              + " of Spring AI, by its bean's name or the class that calls it",
          "when.method",
          "a class and one of its methods, such as com.acme.Bot#answer",
          "when.agent",
          "the name of an agent of LangChain4j",
          "when.tool",
          "the name of a tool, as the model calls it");

  /** The ceiling of {@code unpriced}. */
  static final Keys CEILING =
      new Keys(
          new String[0],
          "input",
          "US dollars per million input tokens, such as 30",
          "output",
          "US dollars per million output tokens, such as 120");

  private final String[] names;
  private final String[] takes;

  private Keys(String[] first, String... second) {
    int count = (first.length + second.length) / 2;
    names = new String[count];
    takes = new String[count];
    for (int i = 0; i < count; i++) {
      int at = 2 * i;
      boolean inFirst = at < first.length;
      names[i] = inFirst ? first[at] : second[at - first.length];
      takes[i] = inFirst ? first[at + 1] : second[at + 1 - first.length];
    }
  }

  boolean knows(String key) {
    return index(key) >= 0;
  }

  /** Whether the key is the first part of known ones: {@code limits}, {@code reads}. */
  boolean isGroup(String key) {
    String prefix = key + ".";
    for (String name : names) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the key's value may be a list or a mapping. */
  boolean isStructured(String key) {
    return isGroup(key)
        || key.equals("accounts")
        || key.equals("unpriced")
        || key.startsWith("reads.");
  }

  /** What a known key takes. */
  String takes(String key) {
    return "takes " + takes[index(key)];
  }

  /** The known key that is spelled most like this one. */
  String nearest(String key) {
    return nearest(key, false);
  }

  /** The known key whose environment variable is spelled most like this one. */
  String nearestToVariable(String variable) {
    return nearest(variable, true);
  }

  private String nearest(String word, boolean variable) {
    String nearest = names[0];
    int least = Integer.MAX_VALUE;
    for (String name : names) {
      int distance = distance(word, variable ? variable(name) : name);
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest;
  }

  /** The key that an environment variable stands for, or null where there is none. */
  String ofVariable(String variable) {
    for (String name : names) {
      if (variable(name).equals(variable)) {
        return name;
      }
      int dot = name.indexOf('.');
      if (dot > 0 && variable(name.substring(0, dot)).equals(variable)) {
        return name.substring(0, dot);
      }
    }
    return null;
  }

  /** The environment variable that stands for a key: {@code BURSAR_LIMITS_USD}. */
  static String variable(String key) {
    return VARIABLE_PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private int index(String key) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  /** How many letters to insert, remove or replace to get from one word to the other. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
