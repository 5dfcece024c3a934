package dev.bursar.agent.hooking;

import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.ModelAnswer;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A governor of models that does what a test says and writes down what it was told. */
final class ModelGovernor implements Governor {
  /** What it was told, in order. */
  final List<String> events = new CopyOnWriteArrayList<>();

  volatile String refusal;

  @Override
  public int look(String method, String host, String path) {
    return IGNORE;
  }

  @Override
  public Exchange open(Request request, int interest) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Run begin(int what, String type, String name, Run caller) {
    return null;
  }

  private static String cache(ModelAnswer answer) {
    return (answer.cached() > 0 ? " cached " + answer.cached() : "")
        + (answer.cacheWrite() > 0 ? " written " + answer.cacheWrite() : "");
  }

  @Override
  public ModelExchange open(ModelRequest request) {
    return new ModelExchange() {
      @Override
      public String decide() {
        events.add(
            request.endpoint()
                + ' '
                + request.model()
                + " max "
                + request.maxOutput()
                + (request.hasTools() ? " tools" : "")
                + (request.unbounded() == null ? "" : " unbounded")
                + (request.inputBytes() < 5 ? " no text" : ""));
        return refusal;
      }

      @Override
      public String again(int status, Throwable failure) {
        events.add("again " + status);
        return refusal;
      }

      @Override
      public void giveWay() {
        events.add("giveWay");
      }

      @Override
      public void answered(ModelAnswer answer) {
        events.add(
            answer.statesUsage()
                ? "used " + answer.input() + ' ' + answer.output() + cache(answer)
                : "wrote " + answer.outputBytes());
      }

      @Override
      public void failed(int status, Throwable cause) {
        events.add("failed " + (cause == null ? "" : cause.getClass().getSimpleName()));
      }
    };
  }
}
