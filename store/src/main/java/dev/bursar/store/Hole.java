package dev.bursar.store;

import net.openhft.chronicle.algo.hashing.LongHashFunction;
import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.bytes.RandomDataOutput;
import net.openhft.chronicle.hash.Data;

/** A value of a size, and of no bytes: what takes it in leaves its room as it is. */
@SuppressWarnings("rawtypes") // as the interface has it
final class Hole implements Data<byte[]> {
  private final long size;

  Hole(long size) {
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(RandomDataOutput target, long offset) {
    // this is the point
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public RandomDataInput bytes() {
    throw new UnsupportedOperationException("a hole has no bytes");
  }

  @Override
  public long hash(LongHashFunction function) {
    throw new UnsupportedOperationException("a hole has no hash");
  }

  @Override
  public boolean equivalent(RandomDataInput source, long offset) {
    return false;
  }

  @Override
  public byte[] get() {
    throw new UnsupportedOperationException("a hole has no bytes");
  }

  @Override
  public byte[] getUsing(byte[] using) {
    throw new UnsupportedOperationException("a hole has no bytes");
  }
}
