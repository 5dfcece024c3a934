package dev.bursar.agent.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many records a command shows. */
final class LastOption {
  private static final int SCREEN = 20;

  @Option(
      names = "--last",
      paramLabel = "N",
      description =
          "How many, the newest at the end. Without it: 20, with --json all that are kept.")
  private Integer count;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  int count(boolean json) {
    if (count == null) {
      return json ? Integer.MAX_VALUE : SCREEN;
    }
    if (count < 1) {
      throw new ParameterException(
          command.commandLine(), "--last " + count + ": give a number of at least 1");
    }
    return count;
  }
}
