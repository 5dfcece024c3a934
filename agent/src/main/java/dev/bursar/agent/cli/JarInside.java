package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Puts the jar where a JVM finds it that does not see this command's files: into a directory of its
 * {@code /tmp} that is named after the jar's content. It stays there, since the agent goes on
 * reading it.
 */
final class JarInside {
  /** The name that the jar's own manifest gives it. */
  private static final String NAME = "bursar.jar";

  private static final int HASH_BYTES = 8;

  private JarInside() {}

  /**
   * The jar's path as the JVM sees it.
   *
   * @throws CliException where it cannot be put there
   */
  static File of(TargetProcess process, File jar) throws CliException {
    if (!process.isApart() || process.same(jar)) {
      return jar;
    }
    try {
      byte[] hash = hash(jar.toPath());
      String text = new BigInteger(1, Arrays.copyOf(hash, HASH_BYTES)).toString(16);
      String directory = "/tmp/bursar-" + BursarCommand.Version.read() + "-" + text;
      put(jar.toPath(), hash, process.inside(directory).toPath(), process);
      return new File(directory, NAME);
    } catch (IOException | GeneralSecurityException e) {
      throw new CliException(
          "JVM "
              + process.pid()
              + " does not see "
              + jar
              + ", and the jar cannot be copied to where it does ("
              + e
              + "): copy it there yourself and attach from there",
          e);
    }
  }

  private static void put(Path jar, byte[] hash, Path directory, TargetProcess process)
      throws IOException, GeneralSecurityException {
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (FileAlreadyExistsException e) {
      // Anybody may write to /tmp: what lies there must be ours, or the JVM's own.
      String owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          || !(owner.equals(process.user()) || owner.equals(TargetProcess.self()))) {
        throw new IOException(directory + " belongs to " + owner, e);
      }
    }
    Path copy = directory.resolve(NAME);
    if (Files.isRegularFile(copy) && Arrays.equals(hash(copy), hash)) {
      return;
    }
    Path draft = Files.createTempFile(directory, NAME, ".draft");
    Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] hash(Path file) throws IOException, GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
  }
}
