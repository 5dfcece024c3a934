package dev.bursar.agent.cli;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;

/** Finds the jar that this code runs from. */
final class OwnJar {
  private OwnJar() {}

  /** The jar, to be given to other JVMs. */
  static File find() throws CliException {
    String self = OwnJar.class.getName().replace('.', '/') + ".class";
    URL url = OwnJar.class.getClassLoader().getResource(self);
    String text = String.valueOf(url);
    int end = text.indexOf("!/");
    if (!text.startsWith("jar:file:") || end < 0) {
      throw new CliException("this command must run from bursar.jar, not from " + text);
    }
    try {
      return new File(new URI(text.substring("jar:".length(), end)));
    } catch (URISyntaxException e) {
      throw new CliException("the jar's own place cannot be read: " + text, e);
    }
  }
}
