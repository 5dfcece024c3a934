package dev.bursar.programs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;

/**
 * Loads the app anew. May give LangChain4j another package as it does, of the same length, so that
 * class files stay what they are.
 */
final class Relocating extends URLClassLoader {
  private static final String FROM = "dev.langchain4j.";
  private static final String TO = "org.relocated1j.";

  private final boolean relocates;

  Relocating(boolean relocates) throws MalformedURLException {
    super(classPath(), ClassLoader.getPlatformClassLoader());
    this.relocates = relocates;
  }

  private static URL[] classPath() throws MalformedURLException {
    String[] files = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    URL[] urls = new URL[files.length];
    for (int i = 0; i < files.length; i++) {
      urls[i] = new File(files[i]).toURI().toURL();
    }
    return urls;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!relocates || !(name.startsWith(TO) || name.startsWith("dev.bursar."))) {
      return super.findClass(name);
    }
    String path = name.replace(TO, FROM).replace('.', '/') + ".class";
    try (InputStream in = getResourceAsStream(path)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      String relocated =
          bytes.replace(FROM, TO).replace(FROM.replace('.', '/'), TO.replace('.', '/'));
      byte[] file = relocated.getBytes(StandardCharsets.ISO_8859_1);
      return defineClass(name, file, 0, file.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
