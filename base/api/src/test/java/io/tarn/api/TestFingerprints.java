package io.tarn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.athena.QueryExecutionContext;
import io.tarn.api.athena.StartQueryExecutionInput;
import org.junit.jupiter.api.Test;

class TestFingerprints {
  private static StartQueryExecutionInput.Builder input() {
    return StartQueryExecutionInput.builder()
        .queryString("SELECT 1")
        .clientRequestToken("one")
        .queryExecutionContext(QueryExecutionContext.builder().database("sales").build());
  }

  @Test
  void seesEveryMemberButTheToken() {
    String fingerprint = Fingerprints.of(input().build());
    assertThat(Fingerprints.of(input().clientRequestToken("two").build())).isEqualTo(fingerprint);
    assertThat(Fingerprints.of(input().clientRequestToken(null).build())).isEqualTo(fingerprint);
    assertThat(Fingerprints.of(input().queryString("SELECT 2").build())).isNotEqualTo(fingerprint);
    assertThat(Fingerprints.of(input().workGroup("primary").build())).isNotEqualTo(fingerprint);
    assertThat(
            Fingerprints.of(
                input()
                    .queryExecutionContext(
                        QueryExecutionContext.builder().database("people").build())
                    .build()))
        .isNotEqualTo(fingerprint);
  }

  @Test
  void staysTheSameForWhatIsKept() {
    assertThat(Fingerprints.of(StartQueryExecutionInput.builder().queryString("SELECT 1").build()))
        .isEqualTo("b5f295e8d49d05b92d2b2fa30792cf6fd6c6c8586a1515fe9648b53748a04ae6");
  }
}
