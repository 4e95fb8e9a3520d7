package io.tarn.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestFilterPattern {
  private static boolean matches(String pattern, String message) {
    return FilterPattern.parse(pattern).matches(message);
  }

  @Test
  void findsAllTerms() {
    assertThat(matches("", "anything")).isTrue();
    assertThat(matches("ERROR disk", "disk: ERROR 5")).isTrue();
    assertThat(matches("ERROR disk", "ERROR 5")).isFalse();
    assertThat(matches("error", "ERROR")).isFalse();
  }

  @Test
  void leavesOutExcludedTerms() {
    assertThat(matches("ERROR -test", "ERROR in production")).isTrue();
    assertThat(matches("ERROR -test", "ERROR in test")).isFalse();
    assertThat(matches("-\"two words\"", "has two words")).isFalse();
  }

  @Test
  void findsAnyOptionalTerm() {
    assertThat(matches("?one ?two", "only two")).isTrue();
    assertThat(matches("?one ?two", "three")).isFalse();
    assertThat(matches("?one two", "two")).isTrue();
  }

  @Test
  void keepsQuotedTermsWhole() {
    assertThat(matches("\"a \\\"b\\\"\"", "say a \"b\" now")).isTrue();
    assertThatThrownBy(() -> FilterPattern.parse("\"open")).hasMessageContaining("not closed");
  }

  @Test
  void refusesOtherPatternsByName() {
    assertThatThrownBy(() -> FilterPattern.parse("{ $.a = 1 }")).hasMessageContaining("JSON");
    assertThatThrownBy(() -> FilterPattern.parse("[a, b]")).hasMessageContaining("columns");
    assertThatThrownBy(() -> FilterPattern.parse("%a.*%")).hasMessageContaining("regular");
  }
}
