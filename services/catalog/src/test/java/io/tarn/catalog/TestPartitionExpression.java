package io.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.glue.Column;
import io.tarn.kernel.ServiceError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestPartitionExpression {
  private static final List<Column> KEYS =
      List.of(
          Column.builder().name("region").type("string").build(),
          Column.builder().name("month").type("int").build(),
          Column.builder().name("day").type("date").build());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "region = 'eu'                                   | eu 9 2024-01-02 | true",
        "REGION='us'                                     | eu 9 2024-01-02 | false",
        "month > 10                                      | eu 9 2024-01-02 | false",
        "month > 8                                       | eu 09 2024-01-02 | true",
        "'8' < month                                     | eu 09 2024-01-02 | true",
        "month = 9 and day >= date '2024-01-01'          | eu 09 2024-01-02 | true",
        "day between '2024-01-01' and '2024-01-31'       | eu 9 2024-01-02 | true",
        "day not between '2024-01-01' and '2024-01-31'   | eu 9 2024-01-02 | false",
        "region in ('us','eu') or month = 1              | eu 9 2024-01-02 | true",
        "region not in ('us','eu')                       | eu 9 2024-01-02 | false",
        "region like 'e%'                                | eu 9 2024-01-02 | true",
        "region like '_'                                 | eu 9 2024-01-02 | false",
        "not (region = 'us' or month = 2)                | eu 9 2024-01-02 | true",
        "month <> 9                                      | eu x 2024-01-02 | false",
        "not (month <> 9)                                | eu x 2024-01-02 | false",
        "month is null                                   | eu __HIVE_DEFAULT_PARTITION__ 2024-01-02 | true",
        "`region` = \"eu\"                               | eu 9 2024-01-02 | true",
        "region = 'it''s'                                | it's 9 2024-01-02 | true",
      })
  void decidesBySqlsLogic(String expression, String values, boolean expected) {
    PartitionFilter filter = PartitionFilter.parse(expression.strip(), KEYS);
    assertThat(filter.condition().test(List.of(values.strip().split(" ")))).isEqualTo(expected);
  }

  @Test
  void leadingEqualitiesBecomeARange() {
    assertThat(leading("region = 'eu' AND month = 1")).containsExactly("eu");
    assertThat(leading("(region = 'eu') AND NOT month = 1")).containsExactly("eu");
    assertThat(leading("region = 'eu' OR month = 1")).isEmpty();
    assertThat(leading("month = 1 AND (region = 'eu' OR region = 'us')")).isEmpty();
    assertThat(leading("NOT region = 'eu'")).isEmpty();
    assertThat(leading("month = 1")).isEmpty();
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    refused(
        "region ~ 'x'",
        "Unsupported expression 'region ~ 'x'': expected an operator at character 8, met '~'");
    refused(
        "month = 'abc'",
        "Expression compares partition key month of type int with 'abc', which is none");
    refused(
        "region = 'x",
        "Unsupported expression 'region = 'x': the quote at character 10 never closes");
    refused(
        "region =",
        "Unsupported expression 'region =': expected a value at character 9, met the end");
    refused("(".repeat(500), "The expression is nested too deeply");
  }

  private static List<String> leading(String expression) {
    return PartitionFilter.parse(expression, KEYS).leading();
  }

  private static void refused(String expression, String message) {
    assertThatThrownBy(() -> PartitionFilter.parse(expression, KEYS))
        .isInstanceOf(ServiceError.class)
        .hasMessage(message);
  }
}
