package dev.bursar.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProofTest {
  private static final long CAP = 50_000_000;

  @Test
  void holdsWhenAllThreeAgree() {
    Proof proof = new Proof(49_961_250, 49_961_250, CAP);

    assertThat(proof.holds()).isTrue();
    assertThat(proof.lines())
        .containsExactly(
            "provider billed  $0.049961250   ledger spent  $0.049961250   cap $0.050000000"
                + "   overshoot 0");
  }

  @Test
  void failsByASingleNanoDollar() {
    assertThat(new Proof(49_961_250, 49_961_251, CAP).holds()).isFalse();
    assertThat(new Proof(49_961_250, 49_961_249, CAP).lines())
        .startsWith("FAILED: the ledger differs from the provider's bill");
  }

  @Test
  void failsAboveTheCap() {
    assertThat(new Proof(50_000_001, 50_000_001, CAP).lines())
        .containsExactly(
            "FAILED: the provider billed more than the cap",
            "provider billed  $0.050000001   ledger spent  $0.050000001   cap $0.050000000"
                + "   overshoot $0.000000001");
  }

  @Test
  void failsWhenNothingWasCalled() {
    assertThat(new Proof(0, 0, CAP).holds()).isFalse();
  }
}
