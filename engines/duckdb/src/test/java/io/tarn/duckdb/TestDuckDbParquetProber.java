package io.tarn.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.catalog.spi.ProbedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDuckDbParquetProber {
  @TempDir Path directory;
  private final DuckDbParquetProber prober = new DuckDbParquetProber();

  @AfterEach
  void close() throws SQLException {
    prober.close();
  }

  @Test
  void namesTypesAsHiveDoes() throws Exception {
    Path file =
        write(
            "SELECT 1::TINYINT a, 2::SMALLINT b, 3::INTEGER c, 4::BIGINT d, 1.5::FLOAT e,"
                + " 2.5::DOUBLE f, 1.25::DECIMAL(10,2) g, true h, 'x' i, 'x'::BLOB j,"
                + " DATE '2024-01-01' k, TIMESTAMP '2024-01-01 10:00:00' l, [1::INTEGER, 2] m,"
                + " {'x': 1::BIGINT, 'y': ['z']} n, MAP {'k': 2.5::DOUBLE} o,"
                + " 12345678901234567890123456789.5::DECIMAL(38,1) p,"
                + " [{'q': 1::INTEGER}] r");
    ProbedFile probed = prober.probe("parquet", file);
    assertThat(probed.columns())
        .extracting(column -> column.name() + " " + column.hiveType())
        .containsExactly(
            "a tinyint",
            "b smallint",
            "c int",
            "d bigint",
            "e float",
            "f double",
            "g decimal(10,2)",
            "h boolean",
            "i string",
            "j binary",
            "k date",
            "l timestamp",
            "m array<int>",
            "n struct<x:bigint,y:array<string>>",
            "o map<string,double>",
            "p decimal(38,1)",
            "r array<struct<q:int>>");
    assertThat(probed.rows()).isEqualTo(1);
    assertThat(probed.compression()).isEqualTo("snappy");
  }

  @Test
  void aBrokenFileIsNamedWithoutItsPrivatePlace() throws Exception {
    Path whole = write("SELECT range AS id FROM range(1000)");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = directory.resolve("cut.parquet");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> prober.probe("parquet", cut))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("broken or no Parquet: ")
        .hasMessageNotContaining(directory.toString());
  }

  private Path write(String query) throws SQLException {
    Path file = directory.resolve("made.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }
}
