package dev.bursar.agent.governor;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The key of a store under which {@link KeyedHash} hides values: 32 random bytes in a file of their
 * own.
 */
final class StoreKey {
  /** The file's name in the store directory. */
  static final String NAME = "reads.key";

  private static final int LENGTH = 32;

  private StoreKey() {}

  /**
   * The key of a store; made, readable for its owner alone, where there is none yet. Processes that
   * do this at the same time get the same key.
   *
   * @throws IOException where the file can be neither read nor made; the message names it
   */
  static byte[] load(File storeDirectory) throws IOException {
    Path path = new File(storeDirectory, NAME).toPath();
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        FileAttribute<?> ownerOnly =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(path, ownerOnly);
      } else {
        Files.createFile(path);
      }
    } catch (FileAlreadyExistsException e) {
      // Another process has made it, or is about to fill it: the lock tells.
      return read(path);
    }
    return read(path);
  }

  // One at a time: a process cannot wait for a lock that it has itself.
  private static synchronized byte[] read(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        FileLock lock = file.getChannel().lock()) {
      byte[] key = new byte[LENGTH];
      if (file.length() < LENGTH) {
        new SecureRandom().nextBytes(key);
        file.seek(0);
        file.write(key);
        file.getChannel().force(true);
      } else {
        file.readFully(key);
      }
      return key;
    } catch (IOException e) {
      throw new IOException("cannot use " + path + ": " + e.getMessage(), e);
    }
  }
}
