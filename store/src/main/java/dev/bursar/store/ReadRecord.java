package dev.bursar.store;

/**
 * One HTTP read. Text that does not fit the log's slot is cut at its end. Immutable; unknown text
 * is null.
 */
public final class ReadRecord {
  private final long timeMillis;
  private final long seq;
  private final long deliveredSeq;
  private final long pid;
  private final String agent;
  private final String method;
  private final String uri;
  private final String version;
  private final String versionKind;
  private final int status;
  private final boolean stale;

  private ReadRecord(Builder builder) {
    timeMillis = builder.timeMillis;
    seq = builder.seq;
    deliveredSeq = builder.deliveredSeq;
    pid = builder.pid;
    agent = builder.agent;
    method = builder.method;
    uri = builder.uri;
    version = builder.version;
    versionKind = builder.versionKind;
    status = builder.status;
    stale = builder.stale;
  }

  /**
   * Starts a record of this process.
   *
   * @param timeMillis when the read was delivered, in milliseconds since 1970
   * @param seq {@link ReadLog#nextSeq} when it was sent
   * @param deliveredSeq {@link ReadLog#nextSeq} when it was delivered
   * @return the builder
   */
  public static Builder builder(long timeMillis, long seq, long deliveredSeq) {
    return new Builder(timeMillis, seq, deliveredSeq);
  }

  void pack(Packer out) {
    out.putLong(timeMillis);
    out.putLong(seq);
    out.putLong(deliveredSeq);
    out.putLong(pid);
    out.putLong(status);
    out.putByte(stale ? 1 : 0);
    out.putText(method, 8);
    out.putText(versionKind, 16);
    out.putText(version, 80);
    out.putText(agent, 64);
    out.putText(uri, Packer.BODY);
  }

  static ReadRecord unpack(Packer in) {
    Builder b = new Builder(in.getLong(), in.getLong(), in.getLong());
    b.pid = in.getLong();
    b.status = (int) in.getLong();
    b.stale = in.getByte() == 1;
    b.method = in.getText();
    b.versionKind = in.getText();
    b.version = in.getText();
    b.agent = in.getText();
    b.uri = in.getText();
    return b.build();
  }

  /** When the read was delivered, in milliseconds since 1970. */
  public long timeMillis() {
    return timeMillis;
  }

  /** Its number in the order of sending, over all processes. */
  public long seq() {
    return seq;
  }

  /** Its number in the same order when it was delivered. */
  public long deliveredSeq() {
    return deliveredSeq;
  }

  /** The process that read. */
  public long pid() {
    return pid;
  }

  /** The agent that read. */
  public String agent() {
    return agent;
  }

  /** The HTTP method. */
  public String method() {
    return method;
  }

  /** The resource, normalised and without secrets. */
  public String uri() {
    return uri;
  }

  /** The version that was read, or null where the response told none. */
  public String version() {
    return version;
  }

  /** What the version is: the rule that found it. */
  public String versionKind() {
    return versionKind;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether it was known stale when it was delivered. */
  public boolean stale() {
    return stale;
  }

  /** Builds a {@link ReadRecord}. One thread at a time. */
  public static final class Builder {
    private final long timeMillis;
    private final long seq;
    private final long deliveredSeq;
    private long pid = ThisProcess.PID;
    private String agent;
    private String method;
    private String uri;
    private String version;
    private String versionKind;
    private int status;
    private boolean stale;

    private Builder(long timeMillis, long seq, long deliveredSeq) {
      this.timeMillis = timeMillis;
      this.seq = seq;
      this.deliveredSeq = deliveredSeq;
    }

    /** Sets the agent. */
    public Builder agent(String name) {
      agent = name;
      return this;
    }

    /** Sets what was asked, and the HTTP status of the answer. */
    public Builder request(String httpMethod, String resource, int httpStatus) {
      method = httpMethod;
      uri = resource;
      status = httpStatus;
      return this;
    }

    /** Sets the version that was read and the rule that found it. */
    public Builder version(String value, String kind) {
      version = value;
      versionKind = kind;
      return this;
    }

    /** Sets whether it was known stale when it was delivered. */
    public Builder stale(boolean value) {
      stale = value;
      return this;
    }

    /** The record. */
    public ReadRecord build() {
      return new ReadRecord(this);
    }
  }
}
