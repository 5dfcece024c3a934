package dev.bursar.agent.log;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Appends lines to {@code bursar.log} in the store directory; with {@code -Dbursar.log=stderr} to
 * stderr instead. Several JVMs may share the file: every line is one write in append mode and names
 * its process. Past {@link #MAX_BYTES} the file becomes {@code bursar.log.1}.
 *
 * <p>A log that cannot be written is no reason to disturb the host: lines are then dropped and
 * counted.
 *
 * <p>Threading: any thread. Not for the call path: it does I/O.
 */
public final class Log implements Closeable {
  /** The size at which the file is put aside, in bytes. */
  public static final long MAX_BYTES = 8L << 20;

  private final String pid;
  private final File file;
  private final PrintStream stderr;
  private OutputStream out;
  private long dropped;

  private Log(String pid, File file, PrintStream stderr) {
    this.pid = pid;
    this.file = file;
    this.stderr = stderr;
  }

  /**
   * A log in a file.
   *
   * @param directory the store directory; the file is created with the first line
   * @param pid this process's number, as lines show it
   */
  public static Log inFile(File directory, String pid) {
    return new Log(pid, new File(directory, "bursar.log"), null);
  }

  /** A log on stderr, for debugging. */
  public static Log onStderr(String pid) {
    return new Log(pid, null, System.err);
  }

  /**
   * Writes one line, and the stack trace where there is one.
   *
   * @param level INFO, WARN or ERROR
   * @param message what happened and what to do about it; no secrets
   * @param cause the reason, or null
   */
  public synchronized void write(String level, String message, Throwable cause) {
    StringWriter text = new StringWriter(128);
    text.append(Instant.now().toString()).append(' ').append(pid).append(' ').append(level);
    text.append(' ').append(message).append('\n');
    if (cause != null) {
      cause.printStackTrace(new PrintWriter(text, true));
    }
    if (stderr != null) {
      stderr.print(text);
      return;
    }
    try {
      append(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      dropped++;
      close();
    }
  }

  private void append(byte[] line) throws IOException {
    if (file.length() > MAX_BYTES) {
      close();
      File old = new File(file.getPath() + ".1");
      if ((old.exists() && !old.delete()) || !file.renameTo(old)) {
        throw new IOException("cannot put " + file + " aside");
      }
    }
    if (out == null) {
      out = new FileOutputStream(file, true);
    }
    out.write(line);
  }

  /** How many lines could not be written. */
  public synchronized long dropped() {
    return dropped;
  }

  @Override
  public synchronized void close() {
    if (out != null) {
      try {
        out.close();
      } catch (IOException e) {
        dropped++;
      }
      out = null;
    }
  }
}
