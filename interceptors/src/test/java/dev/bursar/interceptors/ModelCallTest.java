package dev.bursar.interceptors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.ModelAnswer;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelCallTest implements Governor {
  private static final ModelAnswer ANSWER = ModelAnswer.of(1, 1, 0, 0, null);

  private final List<String> events = new ArrayList<>();
  private final ModelLeg leg = new ModelLeg(false);
  private String refusal;
  private RuntimeException fault;
  private int opened;

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Runs.carried()).isNull();
  }

  @Test
  void aCallIsHeldAndEndsOnce() {
    ModelCall call = open(leg);
    call.leave();
    call.answered(ANSWER);
    call.failed(500, null);

    assertThat(events).containsExactly("1 decide", "1 answered");
  }

  @Test
  void aRefusedCallIsNotEntered() {
    refusal = "no";

    assertThat(open(leg).refusal()).isEqualTo("no");
    assertThat(Runs.ticket()).isNull();
  }

  @Test
  void whatIsSeenBelowIsHeldThereAloneAndFromThenOnNotHeldHere() {
    ModelCall first = open(leg);
    Runs.yieldTo("chat/completions");
    first.leave();
    first.answered(ANSWER);
    assertThat(events).containsExactly("1 decide", "1 giveWay");
    events.clear();

    ModelCall second = open(leg);
    Runs.yieldTo("chat/completions");
    second.leave();
    second.answered(ANSWER);

    assertThat(events).containsExactly("2 giveWay");
  }

  @Test
  void whatWasThoughtToBeSeenBelowAndWasNotIsBookedAndHeldForGood() {
    ModelLeg delegates = new ModelLeg(true);
    ModelCall unseen = open(delegates);
    unseen.leave();
    unseen.answered(ANSWER);
    assertThat(events).containsExactly("1 answered");
    events.clear();

    ModelCall seen = open(delegates);
    Runs.yieldTo("chat");
    seen.leave();
    seen.answered(ANSWER);
    ModelCall again = open(delegates);
    again.leave();
    again.answered(ANSWER);

    assertThat(events).containsExactly("2 decide", "2 giveWay", "3 decide", "3 answered");
  }

  @Test
  void whatFailedBelowUnseenIsHeldNextTime() {
    ModelLeg delegates = new ModelLeg(true);
    ModelCall failed = open(delegates);
    failed.leave();
    failed.failed(0, null);
    ModelCall next = open(delegates);
    next.leave();
    next.failed(0, null);

    assertThat(events).containsExactly("1 failed 0", "2 decide", "2 failed 0");
  }

  @Test
  void anInnerModelTakesTheOutersPlaceBeforeItIsHeld() {
    ModelCall outer = open(leg);
    ModelCall inner = open(new ModelLeg(false));
    inner.leave();
    inner.answered(ANSWER);
    outer.leave();
    outer.answered(ANSWER);

    assertThat(events).containsExactly("1 decide", "1 giveWay", "2 decide", "2 answered");
  }

  @Test
  void anInnerCallOfTheSameMethodIsHeldInTheOutersPlace() {
    ModelCall outer = open(leg);
    ModelCall inner = open(leg);
    inner.leave();
    inner.answered(ANSWER);
    outer.leave();
    outer.answered(ANSWER);
    open(leg).leave();

    assertThat(events)
        .containsExactly("1 decide", "1 giveWay", "2 decide", "2 answered", "3 decide");
  }

  @Test
  void anInnerModelThatCannotBeFollowedTakesNoPlace() {
    ModelCall outer = open(leg);
    fault = new IllegalStateException("cannot be read");
    assertThat(open(new ModelLeg(false))).isNull();
    outer.leave();
    outer.answered(ANSWER);

    assertThat(events).containsExactly("1 decide", "1 answered");
  }

  @Test
  void whatElseIsAskedForOnTheWayTakesNoPlace() {
    ModelCall call = open(leg);
    Runs.yieldTo(ModelRequest.EMBEDDINGS);
    call.leave();
    call.answered(ANSWER);

    assertThat(events).containsExactly("1 decide", "1 answered");
  }

  @Test
  void afterItsEndACallIsFoundNoMore() {
    ModelCall call = open(leg);
    call.answered(ANSWER);
    Runs.yieldTo("chat");

    assertThat(Runs.ticket()).isNull();
    assertThat(events).containsExactly("1 decide", "1 answered");
    call.leave();
  }

  @Test
  void theRunThatMakesTheCallIsStillTheCurrentOne() {
    Run run = new Run("bot", null);
    Object before = Runs.enter(run);
    ModelCall call = open(leg);
    assertThat(Runs.current()).isSameAs(run);
    assertThat(Runs.ticket()).isSameAs(call);

    Object[] paused = call.pause();
    assertThat(Runs.carried()).isSameAs(run);
    Runs.leave(paused);
    assertThat(Runs.ticket()).isSameAs(call);

    call.leave();
    assertThat(Runs.carried()).isSameAs(run);
    assertThat(call.pause()).isNull();
    Runs.restore(before);
  }

  @Test
  void whereverItEndsItIsBookedOnTheRunThatMadeIt() {
    Run run = new Run("bot", null);
    Object before = Runs.enter(run);
    ModelCall call = open(new ModelLeg(true));
    call.leave();
    Runs.restore(before);

    call.answered(ANSWER);

    assertThat(events).containsExactly("1 answered for bot");
  }

  @Test
  void eachAttemptIsAskedForAsLongAsNobodyBelowHasSeenAny() {
    ModelCall call = open(leg);
    assertThat(call.again(429, null)).isNull();
    Runs.yieldTo("chat");
    assertThat(call.again(429, null)).isNull();
    call.leave();

    assertThat(events).containsExactly("1 decide", "1 again 429", "1 giveWay");
  }

  private ModelCall open(ModelLeg of) {
    return ModelCall.open(this, of, new Chat());
  }

  @Override
  public ModelExchange open(ModelRequest request) {
    if (fault != null) {
      throw fault;
    }
    String number = ++opened + " ";
    return new ModelExchange() {
      @Override
      public String decide() {
        events.add(number + "decide");
        return refusal;
      }

      @Override
      public String again(int status, Throwable failure) {
        events.add(number + "again " + status);
        return refusal;
      }

      @Override
      public void giveWay() {
        events.add(number + "giveWay");
      }

      @Override
      public void answered(ModelAnswer answer) {
        Run run = Runs.current();
        events.add(number + "answered" + (run == null ? "" : " for " + run.account()));
      }

      @Override
      public void failed(int status, Throwable cause) {
        events.add(number + "failed " + status);
      }
    };
  }

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

  private static final class Chat implements ModelRequest {
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
      return null;
    }

    @Override
    public String model() {
      return null;
    }

    @Override
    public long inputBytes() {
      return 0;
    }

    @Override
    public boolean hasTools() {
      return false;
    }

    @Override
    public String unbounded() {
      return null;
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
      return NONE;
    }

    @Override
    public long hash() {
      return 0;
    }

    @Override
    public boolean mayBlock() {
      return true;
    }
  }
}
