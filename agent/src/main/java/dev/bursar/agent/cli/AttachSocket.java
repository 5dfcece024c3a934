package dev.bursar.agent.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * HotSpot's own attach protocol on Linux, for a Java without the attach API and for JVMs in
 * containers: a file {@code .attach_pidN} and a SIGQUIT have the JVM open a socket {@code
 * .java_pidN} in its {@code /tmp}; each connection takes one command and answers it.
 *
 * <p>From Java 16 on, which knows such sockets. One thread at a time.
 */
final class AttachSocket implements Connection {
  /** Of the protocol's first version, which every HotSpot takes. */
  private static final int ARGUMENTS = 3;

  /** The longest argument that it takes, in bytes, with the zero at its end. */
  private static final int ARGUMENT_BYTES = 1024;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_MILLIS = 20;

  private final SocketAddress address;

  private AttachSocket(SocketAddress address) {
    this.address = address;
  }

  /** Whether this Java knows sockets of that kind. */
  static boolean isHere() {
    try {
      address(new File("/tmp/any"));
      return true;
    } catch (ReflectiveOperationException older) {
      return false;
    }
  }

  /** Has a JVM listen, where it does not yet. It must handle SIGQUIT. */
  static AttachSocket open(TargetProcess process) throws Exception {
    File socket = process.socket();
    if (!socket.exists()) {
      File trigger = trigger(process);
      try {
        quit(process.pid());
        long deadline = System.nanoTime() + PATIENCE;
        while (!socket.exists()) {
          if (System.nanoTime() > deadline || !JvmProcess.isAlive(process.pid())) {
            throw new IOException("no socket " + socket + " has appeared");
          }
          Thread.sleep(POLL_MILLIS);
        }
      } finally {
        Files.deleteIfExists(trigger.toPath());
      }
    }
    String owner = Files.getOwner(socket.toPath()).getName();
    if (!owner.equals(process.user())) {
      throw new IOException(socket + " is not the JVM's own, but " + owner + "'s");
    }
    return new AttachSocket(address(socket));
  }

  /** The JVM looks for it in its working directory, then in its {@code /tmp}. */
  private static File trigger(TargetProcess process) throws IOException {
    String name = ".attach_pid" + process.pidInside();
    File file = new File(process.proc(), "cwd/" + name);
    try {
      return create(file);
    } catch (IOException e) {
      return create(process.inside("/tmp/" + name));
    }
  }

  private static File create(File file) throws IOException {
    try {
      Files.createFile(file.toPath());
    } catch (FileAlreadyExistsException e) {
      // Somebody else attaches, or has died of it: as good.
    }
    return file;
  }

  private static void quit(long pid) throws IOException, InterruptedException {
    String number = Long.toString(pid);
    Process kill;
    try {
      kill = new ProcessBuilder("kill", "-QUIT", number).redirectErrorStream(true).start();
    } catch (IOException noSuchProgram) {
      kill = new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + number).start();
    }
    kill.getOutputStream().close();
    if (kill.waitFor() != 0) {
      throw new IOException("Operation not permitted: kill -QUIT " + number);
    }
  }

  private static SocketAddress address(File socket) throws ReflectiveOperationException {
    return (SocketAddress)
        Class.forName("java.net.UnixDomainSocketAddress")
            .getMethod("of", String.class)
            .invoke(null, socket.getPath());
  }

  @Override
  public Properties properties() throws Exception {
    Properties properties = new Properties();
    properties.load(new ByteArrayInputStream(ask("properties")));
    return properties;
  }

  @Override
  public void loadAgent(File jar, String arguments) throws Exception {
    String options = jar.getPath() + "=" + arguments;
    if (options.getBytes(StandardCharsets.UTF_8).length >= ARGUMENT_BYTES) {
      throw new CliException(
          "ARGS and the jar's path are longer than the "
              + ARGUMENT_BYTES
              + " bytes that a JVM takes: put the configuration into a YAML file and give its"
              + " path");
    }
    String answer =
        new String(ask("load", "instrument", "false", options), StandardCharsets.UTF_8).trim();
    // Java 8 answers with the number alone.
    String code = answer.startsWith("return code: ") ? answer.substring(13) : answer;
    if (!code.matches("-?[0-9]+")) {
      throw new IOException(answer);
    }
    if (!code.equals("0")) {
      throw new IOException("Failed to load agent library: " + code);
    }
  }

  /** One command; returns what follows the code of success. */
  private byte[] ask(String command, String... arguments) throws Exception {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    write(request, "1");
    write(request, command);
    for (int i = 0; i < ARGUMENTS; i++) {
      write(request, i < arguments.length ? arguments[i] : "");
    }
    byte[] answer = exchange(request.toByteArray());
    int line = 0;
    while (line < answer.length && answer[line] != '\n') {
      line++;
    }
    String code = new String(answer, 0, line, StandardCharsets.UTF_8);
    int from = Math.min(line + 1, answer.length);
    byte[] rest = java.util.Arrays.copyOfRange(answer, from, answer.length);
    if (!code.equals("0")) {
      String text = new String(rest, StandardCharsets.UTF_8).trim();
      throw new IOException(text.isEmpty() ? "answer " + code : text);
    }
    return rest;
  }

  private static void write(ByteArrayOutputStream request, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    request.write(bytes, 0, bytes.length);
    request.write(0);
  }

  private byte[] exchange(byte[] request) throws Exception {
    try (SocketChannel channel =
        (SocketChannel)
            SocketChannel.class
                .getMethod("open", ProtocolFamily.class)
                .invoke(null, StandardProtocolFamily.valueOf("UNIX"))) {
      channel.connect(address);
      for (ByteBuffer out = ByteBuffer.wrap(request); out.hasRemaining(); ) {
        channel.write(out);
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer in = ByteBuffer.allocate(8192);
      while (channel.read(in) >= 0) {
        answer.write(in.array(), 0, in.position());
        in.clear();
      }
      return answer.toByteArray();
    }
  }

  @Override
  public void close() {
    // Each command has a connection of its own.
  }
}
