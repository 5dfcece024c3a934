package dev.bursar.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.crash.Tests;
import dev.bursar.store.model.Checker.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The protocol of the ledger, checked in every state that two processes with two calls each can
 * bring it to, whichever of them dies at whichever of its steps ({@link Properties} says what is
 * checked).
 */
class ModelTest {
  @Test
  void everyPropertyHoldsInEveryState() {
    Result result = new Checker(Mutation.NONE, Tests.full()).run();
    System.out.println("model: " + result);
    assertThat(result.broken()).isNull();
    assertThat(result.states()).isGreaterThan(10_000);
    assertThat(result.ends()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void theCheckerFindsEveryMutation(Mutation mutation) {
    boolean late = mutation == Mutation.SWEEP_WITHOUT_THE_SLOTS_LOCK;
    Result result = new Checker(mutation, late).run();
    System.out.println(mutation + ": " + result);
    assertThat(result.broken()).isNotNull();
  }
}
