package dev.bursar.store.memory;

import java.lang.reflect.Field;

/** Java 8 to 23. */
final class SunUnsafe extends Unsafe {
  private static final sun.misc.Unsafe U = theUnsafe();

  private static sun.misc.Unsafe theUnsafe() {
    try {
      Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (sun.misc.Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("bursar: this JVM gives no access to sun.misc.Unsafe", e);
    }
  }

  @Override
  public int addressSize() {
    return U.addressSize();
  }

  @Override
  public int pageSize() {
    return U.pageSize();
  }

  @Override
  public Object allocateInstance(Class<?> type) throws InstantiationException {
    return U.allocateInstance(type);
  }

  @Override
  public long allocateMemory(long bytes) {
    return U.allocateMemory(bytes);
  }

  @Override
  public void freeMemory(long address) {
    U.freeMemory(address);
  }

  @Override
  public void copyMemory(long from, long to, long bytes) {
    U.copyMemory(from, to, bytes);
  }

  @Override
  public void copyMemory(Object from, long fromAt, Object to, long toAt, long bytes) {
    U.copyMemory(from, fromAt, to, toAt, bytes);
  }

  @Override
  public void setMemory(long address, long bytes, byte value) {
    U.setMemory(address, bytes, value);
  }

  @Override
  public void setMemory(Object base, long at, long bytes, byte value) {
    U.setMemory(base, at, bytes, value);
  }

  @Override
  public int arrayBaseOffset(Class<?> type) {
    return U.arrayBaseOffset(type);
  }

  @Override
  public int arrayIndexScale(Class<?> type) {
    return U.arrayIndexScale(type);
  }

  @Override
  public long objectFieldOffset(Field field) {
    return U.objectFieldOffset(field);
  }

  @Override
  public void fullFence() {
    U.fullFence();
  }

  @Override
  public void loadFence() {
    U.loadFence();
  }

  @Override
  public void storeFence() {
    U.storeFence();
  }

  @Override
  public boolean compareAndSwapInt(Object base, long at, int expected, int value) {
    return U.compareAndSwapInt(base, at, expected, value);
  }

  @Override
  public boolean compareAndSwapLong(Object base, long at, long expected, long value) {
    return U.compareAndSwapLong(base, at, expected, value);
  }

  @Override
  public int getAndAddInt(Object base, long at, int delta) {
    return U.getAndAddInt(base, at, delta);
  }

  @Override
  public long getAndAddLong(Object base, long at, long delta) {
    return U.getAndAddLong(base, at, delta);
  }

  @Override
  public int getAndSetInt(Object base, long at, int value) {
    return U.getAndSetInt(base, at, value);
  }

  @Override
  public void putOrderedInt(Object base, long at, int value) {
    U.putOrderedInt(base, at, value);
  }

  @Override
  public void putOrderedLong(Object base, long at, long value) {
    U.putOrderedLong(base, at, value);
  }

  @Override
  public Object getObject(Object base, long at) {
    return U.getObject(base, at);
  }

  @Override
  public void putObject(Object base, long at, Object value) {
    U.putObject(base, at, value);
  }

  @Override
  public boolean getBoolean(Object base, long at) {
    return U.getBoolean(base, at);
  }

  @Override
  public void putBoolean(Object base, long at, boolean value) {
    U.putBoolean(base, at, value);
  }

  @Override
  public char getChar(Object base, long at) {
    return U.getChar(base, at);
  }

  @Override
  public void putChar(Object base, long at, char value) {
    U.putChar(base, at, value);
  }

  @Override
  public byte getByte(long address) {
    return U.getByte(address);
  }

  @Override
  public void putByte(long address, byte value) {
    U.putByte(address, value);
  }

  @Override
  public byte getByte(Object base, long at) {
    return U.getByte(base, at);
  }

  @Override
  public void putByte(Object base, long at, byte value) {
    U.putByte(base, at, value);
  }

  @Override
  public byte getByteVolatile(Object base, long at) {
    return U.getByteVolatile(base, at);
  }

  @Override
  public void putByteVolatile(Object base, long at, byte value) {
    U.putByteVolatile(base, at, value);
  }

  @Override
  public short getShort(long address) {
    return U.getShort(address);
  }

  @Override
  public void putShort(long address, short value) {
    U.putShort(address, value);
  }

  @Override
  public short getShort(Object base, long at) {
    return U.getShort(base, at);
  }

  @Override
  public void putShort(Object base, long at, short value) {
    U.putShort(base, at, value);
  }

  @Override
  public short getShortVolatile(Object base, long at) {
    return U.getShortVolatile(base, at);
  }

  @Override
  public void putShortVolatile(Object base, long at, short value) {
    U.putShortVolatile(base, at, value);
  }

  @Override
  public int getInt(long address) {
    return U.getInt(address);
  }

  @Override
  public void putInt(long address, int value) {
    U.putInt(address, value);
  }

  @Override
  public int getInt(Object base, long at) {
    return U.getInt(base, at);
  }

  @Override
  public void putInt(Object base, long at, int value) {
    U.putInt(base, at, value);
  }

  @Override
  public int getIntVolatile(Object base, long at) {
    return U.getIntVolatile(base, at);
  }

  @Override
  public void putIntVolatile(Object base, long at, int value) {
    U.putIntVolatile(base, at, value);
  }

  @Override
  public long getLong(long address) {
    return U.getLong(address);
  }

  @Override
  public void putLong(long address, long value) {
    U.putLong(address, value);
  }

  @Override
  public long getLong(Object base, long at) {
    return U.getLong(base, at);
  }

  @Override
  public void putLong(Object base, long at, long value) {
    U.putLong(base, at, value);
  }

  @Override
  public long getLongVolatile(Object base, long at) {
    return U.getLongVolatile(base, at);
  }

  @Override
  public void putLongVolatile(Object base, long at, long value) {
    U.putLongVolatile(base, at, value);
  }

  @Override
  public float getFloat(long address) {
    return U.getFloat(address);
  }

  @Override
  public void putFloat(long address, float value) {
    U.putFloat(address, value);
  }

  @Override
  public float getFloat(Object base, long at) {
    return U.getFloat(base, at);
  }

  @Override
  public void putFloat(Object base, long at, float value) {
    U.putFloat(base, at, value);
  }

  @Override
  public float getFloatVolatile(Object base, long at) {
    return U.getFloatVolatile(base, at);
  }

  @Override
  public void putFloatVolatile(Object base, long at, float value) {
    U.putFloatVolatile(base, at, value);
  }

  @Override
  public double getDouble(long address) {
    return U.getDouble(address);
  }

  @Override
  public void putDouble(long address, double value) {
    U.putDouble(address, value);
  }

  @Override
  public double getDouble(Object base, long at) {
    return U.getDouble(base, at);
  }

  @Override
  public void putDouble(Object base, long at, double value) {
    U.putDouble(base, at, value);
  }

  @Override
  public double getDoubleVolatile(Object base, long at) {
    return U.getDoubleVolatile(base, at);
  }

  @Override
  public void putDoubleVolatile(Object base, long at, double value) {
    U.putDoubleVolatile(base, at, value);
  }
}
