package dev.bursar.agent.governor;

import dev.bursar.gate.ModelRequest;

/** A request of a model as a hook above the transports would show it: of gpt-4o. */
final class FakeModelRequest implements ModelRequest {
  String biller = "openai";
  String model = "gpt-4o";
  String unbounded;
  long maxOutput = 100;
  boolean mayBlock = true;
  boolean tools;

  @Override
  public String client() {
    return "library";
  }

  @Override
  public String endpoint() {
    return CHAT;
  }

  @Override
  public String biller() {
    return biller;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public long inputBytes() {
    return 84;
  }

  @Override
  public boolean hasTools() {
    return tools;
  }

  @Override
  public String unbounded() {
    return unbounded;
  }

  @Override
  public String fees() {
    return null;
  }

  @Override
  public boolean hasOutput() {
    return true;
  }

  @Override
  public long maxOutput() {
    return maxOutput;
  }

  @Override
  public long hash() {
    return 4711;
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }
}
