package dev.bursar.programs;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Runs one command of the packaged jar after another in one JVM: what {@code java -jar} does, but
 * for the exit. A command per line of stdin, its arguments in Base64 and separated by tabs; for
 * each a line on stdout with its exit code, its output and its errors.
 */
public final class Desk {
  private Desk() {}

  /**
   * Serves stdin.
   *
   * @param args the jar
   */
  public static void main(String[] args) throws Exception {
    ClassLoader inner =
        Class.forName("dev.bursar.gate.InnerLoader")
            .asSubclass(ClassLoader.class)
            .getConstructor(File.class)
            .newInstance(new File(args[0]));
    Method run = inner.loadClass("dev.bursar.agent.cli.Main").getMethod("run", String[].class);
    PrintStream answers = System.out;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      System.setOut(new PrintStream(out, true, "UTF-8"));
      System.setErr(new PrintStream(err, true, "UTF-8"));
      Object exit = run.invoke(null, (Object) arguments(line));
      System.out.flush();
      System.err.flush();
      answers.println(exit + "\t" + encoded(out) + "\t" + encoded(err));
      answers.flush();
    }
  }

  private static String[] arguments(String line) {
    String[] fields = line.split("\t", -1);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = new String(Base64.getDecoder().decode(fields[i]), StandardCharsets.UTF_8);
    }
    return fields;
  }

  private static String encoded(ByteArrayOutputStream bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
