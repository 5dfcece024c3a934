package dev.bursar.gate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Lives in the boot loader. Loads what lies under {@code inst/} in the agent's jar: all of ours but
 * the entry class and the gate. Its parent is the platform loader (the extension loader on 8), so
 * that nothing of ours is visible to the app and nothing of the app's to us.
 *
 * <p>Threading: parallel capable.
 */
public final class InnerLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String PREFIX = "inst/";

  private final File file;
  private final JarFile jar;
  private final String urlPrefix;

  /**
   * @param file the agent's jar; stays open for the life of the JVM
   * @throws IOException when it cannot be opened
   */
  @SuppressWarnings("this-escape")
  public InnerLoader(File file) throws IOException {
    super(ClassLoader.getSystemClassLoader().getParent());
    this.file = file;
    this.jar = new JarFile(file, false);
    this.urlPrefix = "jar:" + file.toURI().toURL() + "!/" + PREFIX;
  }

  /** The agent's jar. */
  public File file() {
    return file;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = bytes(name.replace('.', '/').concat(".class"));
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    int dot = name.lastIndexOf('.');
    if (dot > 0) {
      definePackageOnce(name.substring(0, dot));
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  // Libraries ask for their package's version and must not get null.
  private void definePackageOnce(String name) {
    if (getPackage(name) == null) {
      try {
        definePackage(name, null, null, null, null, null, null, null);
      } catch (IllegalArgumentException definedMeanwhile) {
        // by another thread: as good
      }
    }
  }

  /**
   * The bytes of a resource of ours.
   *
   * @param name its name, as for {@link #getResource}
   * @return the bytes, or null where there is no such resource
   */
  public byte[] bytes(String name) {
    JarEntry entry = jar.getJarEntry(PREFIX.concat(name));
    if (entry == null) {
      return null;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      int size = (int) Math.max(entry.getSize(), 32);
      ByteArrayOutputStream out = new ByteArrayOutputStream(size);
      byte[] buffer = new byte[Math.min(size, 65_536)];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("bursar: cannot read " + name + " from " + file, e);
    }
  }

  /** Ours before the parent's, and without the URL handlers, which apps may have replaced. */
  @Override
  public InputStream getResourceAsStream(String name) {
    byte[] bytes = bytes(name);
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }

  @Override
  protected URL findResource(String name) {
    if (jar.getJarEntry(PREFIX.concat(name)) == null) {
      return null;
    }
    try {
      return new URL(urlPrefix.concat(name));
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }
}
