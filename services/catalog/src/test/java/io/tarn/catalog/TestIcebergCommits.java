package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.api.glue.UpdateTableRequest;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Iceberg's Glue clients commit by UpdateTable with the VersionId they have read, keeping no old
 * versions: of those that read the same, one may win.
 */
class TestIcebergCommits {
  private static final int WRITERS = 4;
  private static final int COMMITS = 25;

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.database("db");
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder().databaseName("db").tableInput(input(0, 0)).build());
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static TableInput input(long before, long now) {
    return TableInput.builder()
        .name("t")
        .tableType("EXTERNAL_TABLE")
        .parameters(
            Map.of(
                "table_type",
                "ICEBERG",
                "previous_metadata_location",
                "s3://lake/t/metadata/" + before,
                "metadata_location",
                "s3://lake/t/metadata/" + now))
        .build();
  }

  private static long location(Table table) {
    String text = requireNonNull(Lake.parameter(table, "metadata_location"));
    return Long.parseLong(text.substring(text.lastIndexOf('/') + 1));
  }

  private void commit(Table read) {
    long now = location(read);
    lake.call(
        GlueService.UPDATE_TABLE,
        UpdateTableRequest.builder()
            .databaseName("db")
            .tableInput(input(now, now + 1))
            .skipArchive(true)
            .versionId(read.versionId())
            .build());
  }

  @Test
  void ofTwoThatReadTheSameOneWins() {
    Table read = lake.table("db", "t");
    commit(read);
    try {
      commit(read);
      throw new AssertionError("the second commit was let through");
    } catch (ServiceError e) {
      assertThat(e.code()).isEqualTo("ConcurrentModificationException");
    }
    assertThat(location(lake.table("db", "t"))).isEqualTo(1);
  }

  @Test
  void writersAtOnceLoseNothing() throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> work = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        work.add(writers.submit(this::write));
      }
      for (Future<?> one : work) {
        one.get();
      }
    }
    assertThat(location(lake.table("db", "t"))).isEqualTo(WRITERS * COMMITS);
  }

  private void write() {
    int done = 0;
    while (done < COMMITS) {
      try {
        commit(lake.table("db", "t"));
        done++;
      } catch (ServiceError e) {
        assertThat(e.code()).isEqualTo("ConcurrentModificationException");
      }
    }
  }
}
