package dev.bursar.agent.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads counts that a request states, in whatever form JSON allows. */
final class Numbers {
  private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  /**
   * The current value as a whole number, fractions rounded up.
   *
   * @param strings whether a string of digits counts as its number: some servers take it so
   * @return 0 for what is no number above 0; {@link Long#MAX_VALUE} for what is greater than that,
   *     and, where {@code strings}, for a string or container that is no number: whatever it may
   *     mean to the server, it is no more
   */
  static long whole(JsonParser p, boolean strings) throws IOException {
    JsonToken t = p.currentToken();
    if (t == JsonToken.VALUE_NUMBER_INT || t == JsonToken.VALUE_NUMBER_FLOAT) {
      return parse(p.getText(), 0);
    }
    if (!strings) {
      return 0;
    }
    return t == JsonToken.VALUE_STRING ? parse(p.getText(), Long.MAX_VALUE) : Long.MAX_VALUE;
  }

  private static long parse(String text, long otherwise) {
    if (text.length() > 100) {
      return Long.MAX_VALUE;
    }
    try {
      BigDecimal value = new BigDecimal(text.trim());
      if (value.signum() <= 0) {
        return 0;
      }
      if (value.compareTo(GREATEST) >= 0) {
        return Long.MAX_VALUE;
      }
      return value.compareTo(BigDecimal.ONE) <= 0
          ? 1
          : value.setScale(0, RoundingMode.CEILING).longValue();
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
