package dev.bursar.store;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/** Copies of files that are about to be changed; holes stay holes. */
final class Aside {
  private Aside() {}

  /**
   * Copies the files of a store into a new directory beside them.
   *
   * @return the directory
   * @throws StoreException when there is no room for it
   */
  static File copy(File dir, long namesGeneration, long now) {
    File aside = new File(dir, "damaged-" + now);
    try {
      Store.directory(aside);
      for (File file :
          new File[] {
            new File(dir, Header.NAME),
            new File(dir, Regions.NAME),
            Names.file(dir, namesGeneration)
          }) {
        if (file.exists()) {
          copy(file, new File(aside, file.getName()));
        }
      }
      return aside;
    } catch (IOException e) {
      throw new StoreException(
          "cannot copy the damaged files to " + aside + " (" + e + "): nothing was repaired", e);
    }
  }

  private static void copy(File from, File to) throws IOException {
    byte[] block = new byte[Region.BLOCK];
    try (RandomAccessFile in = new RandomAccessFile(from, "r");
        RandomAccessFile out = new RandomAccessFile(to, "rw")) {
      long at = 0;
      for (int n = in.read(block); n > 0; n = in.read(block)) {
        if (!isZero(block, n)) {
          out.seek(at);
          out.write(block, 0, n);
        }
        at += n;
      }
      out.setLength(at);
      out.getFD().sync();
    }
  }

  private static boolean isZero(byte[] block, int n) {
    for (int i = 0; i < n; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
