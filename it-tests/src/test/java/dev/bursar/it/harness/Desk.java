package dev.bursar.it.harness;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * The packaged jar's command line in a JVM that stays: a test looks at its store many times, and a
 * JVM for each look would take most of its time. As many as there are looks at once.
 */
final class Desk {
  private static final Deque<Desk> IDLE = new ConcurrentLinkedDeque<>();

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private Desk() {
    try {
      List<String> command = new ArrayList<>(List.of(Jdks.current().java().toString()));
      command.addAll(Jvm.QUICK);
      command.addAll(opens());
      command.addAll(
          List.of(
              "-cp",
              Build.agentJar() + File.pathSeparator + Build.programs(),
              "dev.bursar.programs.Desk",
              Build.agentJar().toString()));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      Jvm.withoutInheritedOptions(builder);
      process = builder.start();
      commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the jar's manifest opens to it where it is started with {@code -jar}. */
  private static List<String> opens() throws IOException {
    try (JarFile jar = new JarFile(Build.agentJar().toFile())) {
      String opens = jar.getManifest().getMainAttributes().getValue("Add-Opens");
      return opens == null
          ? List.of()
          : List.of(opens.trim().split("\\s+")).stream()
              .map(name -> "--add-opens=" + name + "=ALL-UNNAMED")
              .toList();
    }
  }

  /** Runs a command, as {@code java -jar bursar.jar} on the build's JDK would. */
  static Outcome run(List<String> arguments) {
    Desk desk = IDLE.poll();
    if (desk == null) {
      desk = new Desk();
    }
    Outcome outcome = desk.answer(arguments);
    IDLE.push(desk);
    return outcome;
  }

  private Outcome answer(List<String> arguments) {
    try {
      commands.write(
          arguments.stream()
                  .map(
                      argument ->
                          Base64.getEncoder()
                              .encodeToString(argument.getBytes(StandardCharsets.UTF_8)))
                  .collect(Collectors.joining("\t"))
              + "\n");
      commands.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the command line's JVM has ended at " + arguments);
      }
      String[] fields = line.split("\t", -1);
      return new Outcome(Integer.parseInt(fields[0]), lines(fields[1]), lines(fields[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(String encoded) {
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).lines().toList();
  }
}
