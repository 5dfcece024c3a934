package dev.bursar.store;

import java.util.Arrays;

/** An account's limits and the window that they count in. Immutable. */
public final class Limits {
  /** The value of a limit that is not set. */
  public static final long NONE = Long.MAX_VALUE;

  /** The highest value that a limit can be set to: 2.3 thousand million dollars. */
  public static final long MAX = 1L << 61;

  private static final Limits UNLIMITED = builder().build();

  private final long[] values;
  private final Per per;

  private Limits(long[] values, Per per) {
    this.values = values;
    this.per = per;
  }

  /** No limit at all, in one window without an end. */
  public static Limits unlimited() {
    return UNLIMITED;
  }

  /** Starts with no limit, per {@link Per#FOREVER}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * One limit.
   *
   * @param limit which one
   * @return its value in the limit's unit, or {@link #NONE} where it is not set
   */
  public long get(Limit limit) {
    return values[limit.number];
  }

  /** The window. */
  public Per per() {
    return per;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Limits
        && ((Limits) other).per == per
        && Arrays.equals(((Limits) other).values, values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + per.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < values.length; i++) {
      if (values[i] != NONE) {
        text.append(Limit.at(i).key()).append(": ").append(values[i]).append(", ");
      }
    }
    return text.append("per: ").append(per.key()).append('}').toString();
  }

  /** Builds {@link Limits}. One thread at a time. */
  public static final class Builder {
    private final long[] values = new long[Limit.count()];
    private Per per = Per.FOREVER;

    private Builder() {
      Arrays.fill(values, NONE);
    }

    /**
     * Sets one limit.
     *
     * @param limit which one
     * @param value in the limit's unit: nano-dollars, tokens, calls, milliseconds, open holds; 0 to
     *     {@link #MAX}, or {@link #NONE} for no limit
     * @return this
     * @throws IllegalArgumentException when the value is out of range
     */
    public Builder limit(Limit limit, long value) {
      if (value < 0 || (value > MAX && value != NONE)) {
        throw new IllegalArgumentException(
            "limit " + limit.key() + " is " + value + ": give 0 to " + MAX + ", or leave it out");
      }
      values[limit.number] = value;
      return this;
    }

    /**
     * Sets the window.
     *
     * @param window not null
     * @return this
     */
    public Builder per(Per window) {
      if (window == null) {
        throw new IllegalArgumentException("per is null: give one of the windows");
      }
      per = window;
      return this;
    }

    /** The limits. */
    public Limits build() {
      return new Limits(values.clone(), per);
    }
  }
}
