package io.tarn.duckdb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.ViewBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Views of Iceberg's catalog in Athena's statements. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestIcebergViews {
  private @Nullable AthenaLake lake;

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    lake = new AthenaLake(directory);
    lake().createBucket("results");
    lake().createBucket("tables");
    lake().iceberg().createNamespace(Namespace.of("ice"), Map.of("location", "s3://tables/ice"));
  }

  @AfterAll
  void close() {
    lake().close();
  }

  private AthenaLake lake() {
    return requireNonNull(lake);
  }

  private ViewBuilder view(String name, String dialect, String sql) {
    return lake()
        .iceberg()
        .buildView(TableIdentifier.of("ice", name))
        .withDefaultNamespace(Namespace.of("ice"))
        .withDefaultCatalog("elsewhere")
        .withSchema(
            new Schema(
                Types.NestedField.optional(1, "n", Types.LongType.get()),
                Types.NestedField.optional(2, "word", Types.StringType.get()),
                Types.NestedField.optional(
                    3, "list", Types.ListType.ofOptional(4, Types.IntegerType.get()))))
        .withQuery(dialect, sql);
  }

  @Test
  void areExpandedWhereTheySpeakTrinosDialect() {
    view("v", "trino", "SELECT bigint '1' n, 'a' word, ARRAY[1, 2] list").create();
    assertThat(lake().lines("SELECT * FROM ice.v")).containsExactly("n|word|list", "1|a|[1, 2]");
    view("v", "trino", "SELECT bigint '2' n, 'b' word, ARRAY[3] list").replace();
    assertThat(lake().lines("SELECT word, n + 1 m FROM ice.v")).containsExactly("word|m", "b|3");
    view("over", "Athena", "SELECT n, upper(word) word, list FROM v").create();
    assertThat(lake().lines("SELECT word FROM ice.over")).containsExactly("word", "B");
  }

  @Test
  void areRefusedByNameInOtherDialects() {
    view("s", "spark", "SELECT 1L n, 'a' word, array(1, 2) list").create();
    assertThat(lake().reason("SELECT * FROM ice.s"))
        .isEqualTo("NOT_SUPPORTED: Iceberg view ice.s has no SQL in the dialect athena or trino");
    assertThat(lake().lines("SHOW VIEWS IN ice")).contains("s");
  }

  @Test
  void areReplacedByWhoKeepsTheirVersions() {
    view("kept", "trino", "SELECT bigint '1' n, 'a' word, ARRAY[1, 2] list").create();
    assertThat(lake().reason("CREATE OR REPLACE VIEW ice.kept AS SELECT 2 n"))
        .isEqualTo(
            "NOT_SUPPORTED: Iceberg view ice.kept is replaced through Iceberg's catalog only");
    lake().lines("DROP VIEW ice.kept");
    assertThat(lake().iceberg().viewExists(TableIdentifier.of("ice", "kept"))).isFalse();
  }
}
