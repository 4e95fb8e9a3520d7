package io.tarn.catalog.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.exceptions.ValidationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLocation {
  @ParameterizedTest
  @ValueSource(
      strings = {"s3://lake/t/a//b.avro", "s3a://lake/t/a//b.avro", "s3n://lake/t/a//b.avro"})
  void namesAnObject(String text) {
    assertThat(Location.find(text)).contains(new Location("lake", "t/a//b.avro"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/lake/t",
        "lake/t",
        "file:///lake/t",
        "s3x://lake/t",
        "s3://lake",
        "s3://lake/",
        "s3:///t"
      })
  void isNoName(String text) {
    assertThat(Location.find(text)).isEmpty();
    assertThatThrownBy(() -> Location.parse(text))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("Not a location in S3");
  }
}
