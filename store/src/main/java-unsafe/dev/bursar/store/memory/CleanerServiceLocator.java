package dev.bursar.store.memory;

import java.nio.ByteBuffer;
import net.openhft.chronicle.core.cleaner.spi.ByteBufferCleanerService;

/**
 * In place of the library's class of that name, which asks the app's class loader for services and
 * starts {@code java.util.logging}. Direct buffers are left to the garbage collector.
 */
public final class CleanerServiceLocator {
  private static final ByteBufferCleanerService NONE = new LeftToTheCollector();

  private CleanerServiceLocator() {}

  /** The one service; never null. */
  public static ByteBufferCleanerService cleanerService() {
    return NONE;
  }

  private static final class LeftToTheCollector implements ByteBufferCleanerService {
    @Override
    public Impact impact() {
      return Impact.NO_IMPACT;
    }

    @Override
    public void clean(ByteBuffer buffer) {}
  }
}
