package dev.bursar.agent.hooking;

import dev.bursar.gate.Tap;
import java.nio.ByteBuffer;

/** A tap that fails on the first byte. */
public final class BrokenTap implements Tap {
  private final RuntimeException fault;

  public BrokenTap(RuntimeException fault) {
    this.fault = fault;
  }

  @Override
  public boolean rewrites() {
    return false;
  }

  @Override
  public ByteBuffer data(ByteBuffer bytes) {
    throw fault;
  }

  @Override
  public ByteBuffer end() {
    throw fault;
  }

  @Override
  public void abort(Throwable cause) {}
}
