package dev.bursar.interceptors.shape;

import dev.bursar.interceptors.Carriers;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Clients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the shape list of each client of {@link Clients#ALL}, and of what else sees the app's
 * types: what the classes of its package use of the library. The agent reads it when the library
 * appears, and leaves alone what does not fit.
 */
public final class ShapeLists {
  /** What counts as the library where it is the JDK's: all but what the JDK never takes back. */
  private static final List<String> JDK = List.of("java.net.http.", "jdk.", "sun.", "com.sun.");

  private ShapeLists() {}

  /**
   * Writes them all.
   *
   * @param arguments the directory of our classes, and of the lists
   */
  public static void main(String[] arguments) throws IOException {
    Path classes = Path.of(arguments[0]);
    for (ClientHooks client : Clients.ALL) {
      write(classes, client);
    }
    for (ClientHooks carrier : Carriers.ALL) {
      if (!carrier.appPackages().isEmpty()) {
        write(classes, carrier);
      }
    }
  }

  private static void write(Path classes, ClientHooks client) throws IOException {
    Path file = classes.resolve(client.shapeList());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "# " + client.client() + "\n" + list(classes, client));
  }

  /** One client's list, in an order that depends on nothing but its classes. */
  static String list(Path classes, ClientHooks client) throws IOException {
    String hook = client.hook().replace('.', '/');
    Path own = classes.resolve(hook.substring(0, hook.lastIndexOf('/')));
    Shape shape = new Shape(client.appPackages().isEmpty() ? JDK : client.appPackages());
    try (Stream<Path> files = Files.walk(own)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        shape.add(Files.readAllBytes(file));
      }
    }
    return shape.text();
  }
}
