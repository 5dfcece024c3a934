package dev.bursar.store.memory;

import java.lang.reflect.Field;

/**
 * The methods of {@code sun.misc.Unsafe} that the map library and this module call, on any Java
 * from 8 on: through {@code sun.misc.Unsafe} itself up to 23, and through {@code
 * jdk.internal.misc.Unsafe} from 24 on, where the first one prints warnings (JEP 498) or throws,
 * and wherever the {@code jdk.unsupported} module is not there. The build moves the library's own
 * use of {@code sun.misc.Unsafe} onto this class, so names and signatures are those of the
 * original.
 *
 * <p>The one instance is a constant, so compiled code holds the JVM's intrinsic and no trace of
 * this class.
 *
 * <p>Threading: as the JVM's own. No argument is checked: a wrong address ends the JVM.
 */
public abstract class Unsafe {
  // Found by this name, through reflection, by the library.
  private static final Unsafe theUnsafe = ofThisJvm();

  /** Offset in bytes of the first element of a {@code byte[]}. */
  public static final int ARRAY_BYTE_BASE_OFFSET = theUnsafe.arrayBaseOffset(byte[].class);

  /** Offset in bytes of the first element of a {@code char[]}. */
  public static final int ARRAY_CHAR_BASE_OFFSET = theUnsafe.arrayBaseOffset(char[].class);

  /** Distance in bytes of two elements of an {@code Object[]}. */
  public static final int ARRAY_OBJECT_INDEX_SCALE = theUnsafe.arrayIndexScale(Object[].class);

  Unsafe() {}

  /** The one instance; never null. */
  public static Unsafe getUnsafe() {
    return theUnsafe;
  }

  private static Unsafe ofThisJvm() {
    String version = System.getProperty("java.specification.version");
    boolean old = version.startsWith("1.") || Integer.parseInt(version) < 24;
    return old && hasSunUnsafe() ? new SunUnsafe() : new JdkUnsafe();
  }

  private static boolean hasSunUnsafe() {
    try {
      Class.forName("sun.misc.Unsafe");
      return true;
    } catch (ClassNotFoundException e) {
      return false; // an image without jdk.unsupported
    }
  }

  public abstract int addressSize();

  public abstract int pageSize();

  public abstract Object allocateInstance(Class<?> type) throws InstantiationException;

  public abstract long allocateMemory(long bytes);

  public abstract void freeMemory(long address);

  public abstract void copyMemory(long from, long to, long bytes);

  public abstract void copyMemory(Object from, long fromAt, Object to, long toAt, long bytes);

  public abstract void setMemory(long address, long bytes, byte value);

  public abstract void setMemory(Object base, long at, long bytes, byte value);

  public abstract int arrayBaseOffset(Class<?> type);

  public abstract int arrayIndexScale(Class<?> type);

  public abstract long objectFieldOffset(Field field);

  public abstract void fullFence();

  public abstract void loadFence();

  public abstract void storeFence();

  public abstract boolean compareAndSwapInt(Object base, long at, int expected, int value);

  public abstract boolean compareAndSwapLong(Object base, long at, long expected, long value);

  public abstract int getAndAddInt(Object base, long at, int delta);

  public abstract long getAndAddLong(Object base, long at, long delta);

  public abstract int getAndSetInt(Object base, long at, int value);

  public abstract void putOrderedInt(Object base, long at, int value);

  public abstract void putOrderedLong(Object base, long at, long value);

  public abstract Object getObject(Object base, long at);

  public abstract void putObject(Object base, long at, Object value);

  public abstract boolean getBoolean(Object base, long at);

  public abstract void putBoolean(Object base, long at, boolean value);

  public abstract char getChar(Object base, long at);

  public abstract void putChar(Object base, long at, char value);

  public abstract byte getByte(long address);

  public abstract void putByte(long address, byte value);

  public abstract byte getByte(Object base, long at);

  public abstract void putByte(Object base, long at, byte value);

  public abstract byte getByteVolatile(Object base, long at);

  public abstract void putByteVolatile(Object base, long at, byte value);

  public abstract short getShort(long address);

  public abstract void putShort(long address, short value);

  public abstract short getShort(Object base, long at);

  public abstract void putShort(Object base, long at, short value);

  public abstract short getShortVolatile(Object base, long at);

  public abstract void putShortVolatile(Object base, long at, short value);

  public abstract int getInt(long address);

  public abstract void putInt(long address, int value);

  public abstract int getInt(Object base, long at);

  public abstract void putInt(Object base, long at, int value);

  public abstract int getIntVolatile(Object base, long at);

  public abstract void putIntVolatile(Object base, long at, int value);

  public abstract long getLong(long address);

  public abstract void putLong(long address, long value);

  public abstract long getLong(Object base, long at);

  public abstract void putLong(Object base, long at, long value);

  public abstract long getLongVolatile(Object base, long at);

  public abstract void putLongVolatile(Object base, long at, long value);

  public abstract float getFloat(long address);

  public abstract void putFloat(long address, float value);

  public abstract float getFloat(Object base, long at);

  public abstract void putFloat(Object base, long at, float value);

  public abstract float getFloatVolatile(Object base, long at);

  public abstract void putFloatVolatile(Object base, long at, float value);

  public abstract double getDouble(long address);

  public abstract void putDouble(long address, double value);

  public abstract double getDouble(Object base, long at);

  public abstract void putDouble(Object base, long at, double value);

  public abstract double getDoubleVolatile(Object base, long at);

  public abstract void putDoubleVolatile(Object base, long at, double value);
}
