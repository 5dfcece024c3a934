package dev.bursar.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The log of HTTP reads: a ring that keeps the newest, over all processes.
 *
 * <p>Threading: any thread.
 */
public final class ReadLog {
  private final Header header;
  private final Ring ring;

  ReadLog(Header header, Ring ring) {
    this.header = header;
    this.ring = ring;
  }

  /** The next number of the one order that the reads of all processes stand in; from 1. */
  public long nextSeq() {
    return header.next(Header.READ_SEQ) + 1;
  }

  /**
   * Adds a read. Takes about a microsecond, and never waits for another process but where no room
   * was made for it ({@link Store#makeRoom}).
   *
   * @param read the read
   * @throws StoreException when the store is closed
   */
  public void append(ReadRecord read) {
    Packer packer = new Packer();
    read.pack(packer);
    ring.append(packer.bytes());
  }

  /**
   * The newest reads, oldest first. Reads that are being written meanwhile may be missing.
   *
   * @param n how many at most
   * @return a new list
   */
  public List<ReadRecord> tail(int n) {
    List<ReadRecord> reads = new ArrayList<>();
    for (byte[] body : ring.tail(n)) {
      reads.add(ReadRecord.unpack(new Packer(body)));
    }
    return reads;
  }
}
