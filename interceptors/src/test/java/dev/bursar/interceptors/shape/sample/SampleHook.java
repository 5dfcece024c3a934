package dev.bursar.interceptors.shape.sample;

import dev.bursar.interceptors.WherePresent;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;

/** Uses a library, {@code java.util.zip}, in every way that a hook can. */
public final class SampleHook {
  private SampleHook() {}

  static long calls(Checksum sum) {
    sum.update(1);
    return sum.getValue() + Deflater.BEST_SPEED + new ZipEntry("x").getSize();
  }

  static Supplier<Long> referred(CRC32 sum) {
    return sum::getValue;
  }

  static Object casts(Object any) {
    return any instanceof ZipEntry[][] ? ((GZIPInputStream[]) any)[0] : Inflater.class;
  }

  static int caught(Callable<Integer> call) {
    try {
      return call.call();
    } catch (DataFormatException e) {
      return 1;
    } catch (Exception e) {
      return 2;
    }
  }

  /** Inherits, overrides, and reads a field that it inherits. */
  abstract static class Stream extends GZIPInputStream {
    Stream(InputStream in) throws IOException {
      super(in);
    }

    boolean isOver() throws IOException {
      return eos || available() == 0;
    }
  }

  static final class Whole extends Stream {
    Whole(InputStream in) throws IOException {
      super(in);
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      return isOver() ? -1 : super.read(to, from, length);
    }
  }

  /** Of later releases. */
  @WherePresent("java.util.zip.CRC32C#update")
  static final class Later {
    private Later() {}

    static InputStream made() {
      return new Inside().in();
    }

    private static final class Inside {
      InputStream in() {
        return new CheckedInputStream(null, null);
      }
    }
  }
}
