package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The log of all transactions, for stores that survive the loss of power: the system writes mapped
 * pages to the disk when and in the order that it likes, so after such a loss they are worth
 * nothing, and what counts is this file. A file starts with the whole state and goes on with the
 * transactions since then; when it is long, the next one is made.
 *
 * <p>A record is the number of its words, a check over all of it and where it stands, and pairs of
 * place and value: those of the journal. It is written before the journal is made valid.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Log implements Closeable {
  /** Takes what a log says. */
  interface Reader {
    /** One word of the state, the newest last. */
    void word(long place, long value);
  }

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
  private static final int EPOCH_SHIFT = 40;
  private static final long END_MASK = (1L << EPOCH_SHIFT) - 1;
  private static final int HEAD_WORDS = 2;
  private static final String PREFIX = "ledger-";
  private static final String SUFFIX = ".log";
  private static final String NEW = ".new";

  private final File dir;
  private final Header header;
  private final Snapshot snapshot;
  private final long rotateAt;
  private final long[] words = new long[HEAD_WORDS + 2 * Header.JOURNAL_ENTRIES];
  private final byte[] bytes = new byte[words.length * Long.BYTES];
  private RandomAccessFile content;
  private long epoch;

  /**
   * The log of a store; nothing is opened yet.
   *
   * @param snapshot tells the state that each file starts with
   * @param rotateAt how many bytes a file may have before the next one is made
   */
  Log(File dir, Header header, Snapshot snapshot, long rotateAt) {
    this.dir = dir;
    this.header = header;
    this.snapshot = snapshot;
    this.rotateAt = rotateAt;
  }

  private static File file(File dir, long epoch) {
    return new File(dir, PREFIX + epoch + SUFFIX);
  }

  /** The file that a value of the header's word speaks of. */
  static File fileOf(File dir, long at) {
    return file(dir, at >>> EPOCH_SHIFT);
  }

  /** Where in it. */
  static long endOf(long at) {
    return at & END_MASK;
  }

  /** Whether the store keeps a log. */
  boolean isOn() {
    return header.get(Header.LOGGED) != 0;
  }

  /**
   * Starts the next file with the state as it is.
   *
   * @throws StoreException when it cannot be written; the last file stays in force
   */
  void start() {
    long last = Math.max(header.get(Header.LOG) >>> EPOCH_SHIFT, newest(dir));
    File made = file(dir, last + 1);
    File making = new File(made.getPath() + NEW);
    long end;
    try (RandomAccessFile out = new RandomAccessFile(making, "rw")) {
      out.setLength(0);
      Writer writer = new Writer(out);
      snapshot.tell(writer);
      writer.flush();
      out.getFD().sync();
      end = writer.at;
    } catch (IOException e) {
      throw cannot("write", making, e);
    }
    // From here on the new file counts for the living, and once it has its name after a loss too.
    header.publish(Header.LOG, ((last + 1) << EPOCH_SHIFT) | end);
    open(last + 1);
    delete(file(dir, last));
  }

  /** Gathers words into records. */
  private final class Writer implements Reader {
    private final RandomAccessFile out;
    private long at;
    private int n;

    Writer(RandomAccessFile out) {
      this.out = out;
    }

    @Override
    public void word(long place, long value) {
      words[HEAD_WORDS + 2 * n] = place;
      words[HEAD_WORDS + 2 * n + 1] = value;
      if (++n == Header.JOURNAL_ENTRIES) {
        flush();
      }
    }

    private void flush() {
      try {
        at = write(out, at, n);
        n = 0;
      } catch (IOException e) {
        throw cannot("write", dir, e);
      }
    }
  }

  /**
   * Writes a transaction behind the last one.
   *
   * @param entries address of its pairs
   * @param n how many there are
   * @return what {@link Header#LOG} is to be when it happens
   * @throws StoreException when it cannot be written
   */
  long append(long entries, int n) {
    if (endOf(header.get(Header.LOG)) > rotateAt) {
      start();
    }
    long at = header.get(Header.LOG);
    if (content == null || epoch != at >>> EPOCH_SHIFT) {
      open(at >>> EPOCH_SHIFT);
    }
    for (int i = 0; i < 2 * n; i++) {
      words[HEAD_WORDS + i] = U.getLong(entries + (long) i * Long.BYTES);
    }
    try {
      return epoch << EPOCH_SHIFT | write(content, endOf(at), n);
    } catch (IOException e) {
      throw cannot("write", file(dir, epoch), e);
    }
  }

  private long write(RandomAccessFile out, long at, int n) throws IOException {
    words[0] = n;
    words[1] = check(at, n);
    int length = (HEAD_WORDS + 2 * n) * Long.BYTES;
    for (int i = 0; i < HEAD_WORDS + 2 * n; i++) {
      U.putLong(bytes, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) i * Long.BYTES, words[i]);
    }
    out.seek(at);
    out.write(bytes, 0, length);
    return at + length;
  }

  private long check(long at, int n) {
    long sum = (at + 1) * MIX + n;
    for (int i = HEAD_WORDS; i < HEAD_WORDS + 2 * n; i++) {
      sum = Long.rotateLeft(sum ^ words[i], 27) * MIX;
    }
    return sum;
  }

  private void open(long wanted) {
    close();
    File file = file(dir, wanted);
    try {
      name(dir, file);
      if (!file.exists()) {
        throw new StoreException(
            file + " is missing, and the store's header names it: put it back");
      }
      content = new RandomAccessFile(file, "rw");
      epoch = wanted;
    } catch (IOException e) {
      throw cannot("open", file, e);
    }
  }

  /**
   * Gives a new file its name, where its maker has not come to it, and has the name on the disk:
   * without it the file does not count after a loss of power. Any thread, without a lock.
   */
  static void name(File dir, File file) throws IOException {
    File unnamed = new File(file.getPath() + NEW);
    try {
      if (!file.exists() && unnamed.exists()) {
        Files.move(unnamed.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (NoSuchFileException e) {
      // another thread named it meanwhile
    }
    try (FileChannel names = FileChannel.open(dir.toPath(), StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /**
   * Reads the newest file, as far as it is whole, and goes on behind that.
   *
   * @param reader is told every word, oldest first
   * @throws StoreException when there is none, or it cannot be read
   */
  void read(Reader reader) {
    long newest = newest(dir);
    if (newest == 0) {
      throw new StoreException(
          "store "
              + dir
              + " keeps a log, and no file "
              + PREFIX
              + "N"
              + SUFFIX
              + " is there: put it back, or move the directory away and a new store is made");
    }
    open(newest);
    long at = 0;
    try {
      long length = content.length();
      for (int n = read(at, length); n >= 0; n = read(at, length)) {
        for (int i = 0; i < n; i++) {
          reader.word(words[HEAD_WORDS + 2 * i], words[HEAD_WORDS + 2 * i + 1]);
        }
        at += (HEAD_WORDS + 2L * n) * Long.BYTES;
      }
      content.setLength(at);
    } catch (IOException e) {
      throw cannot("read", file(dir, newest), e);
    }
    header.publish(Header.LOG, newest << EPOCH_SHIFT | at);
  }

  // −1 where no whole record stands.
  private int read(long at, long length) throws IOException {
    if (at + HEAD_WORDS * Long.BYTES > length) {
      return -1;
    }
    content.seek(at);
    content.readFully(bytes, 0, HEAD_WORDS * Long.BYTES);
    load(HEAD_WORDS);
    long n = words[0];
    if (n < 0 || n > Header.JOURNAL_ENTRIES || at + (HEAD_WORDS + 2 * n) * Long.BYTES > length) {
      return -1;
    }
    long check = words[1];
    content.seek(at);
    content.readFully(bytes, 0, (int) (HEAD_WORDS + 2 * n) * Long.BYTES);
    load((int) (HEAD_WORDS + 2 * n));
    return check == check(at, (int) n) ? (int) n : -1;
  }

  private void load(int count) {
    for (int i = 0; i < count; i++) {
      words[i] = U.getLong(bytes, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) i * Long.BYTES);
    }
  }

  private static long newest(File dir) {
    long newest = 0;
    String[] names = dir.list();
    for (int i = 0; names != null && i < names.length; i++) {
      if (names[i].startsWith(PREFIX) && names[i].endsWith(SUFFIX)) {
        String number = names[i].substring(PREFIX.length(), names[i].length() - SUFFIX.length());
        newest = Math.max(newest, number.matches("[0-9]{1,7}") ? Long.parseLong(number) : 0);
      }
    }
    return newest;
  }

  private static void delete(File file) {
    try {
      Path path = file.toPath();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // the newer one counts
    }
  }

  private static StoreException cannot(String what, File file, IOException e) {
    return new StoreException("cannot " + what + " " + file + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      if (content != null) {
        content.close();
        content = null;
      }
    } catch (IOException e) {
      throw cannot("close", file(dir, epoch), e);
    }
  }
}
