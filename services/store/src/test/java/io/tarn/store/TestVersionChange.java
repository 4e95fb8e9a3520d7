package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.s3.DeleteObjectRequest;
import io.tarn.api.s3.GetObjectTaggingRequest;
import io.tarn.api.s3.S3Service;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a version between being found and being changed. */
class TestVersionChange {
  private static final String TAGS = "team=a";

  @TempDir Path directory;
  private TestingLake lake;

  /** What others do as soon as the version has been found, one at each attempt. */
  private final Queue<Runnable> others = new ArrayDeque<>();

  private int changes;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    lake.createBucket("lake");
    lake.put("lake", "k", "one");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private VersionRow change() {
    return VersionChange.commit(
        lake.ledger,
        () -> {
          VersionRow row =
              lake.ledger
                  .read(tx -> Versions.newest(tx, "lake", "k"))
                  .orElseThrow(() -> S3Error.noSuchKey("k"));
          if (!others.isEmpty()) {
            others.remove().run();
          }
          return row;
        },
        (tx, row) -> {
          changes++;
          Versions.setTags(tx, row, Optional.of(TAGS));
        });
  }

  private Optional<VersionRow> now() {
    return lake.ledger.read(tx -> Versions.newest(tx, "lake", "k"));
  }

  private void delete() {
    lake.run(
        S3Service.DELETE_OBJECT, DeleteObjectRequest.builder().bucket("lake").key("k").build());
  }

  @Test
  void changesWhatIsThere() {
    VersionRow changed = change();
    assertThat(now().orElseThrow().seq()).isEqualTo(changed.seq());
    assertThat(now().orElseThrow().tags()).contains(TAGS);
  }

  @Test
  void refusesWhatWasRemovedMeanwhile() {
    others.add(this::delete);
    refuses("NoSuchKey", 404, this::change);
    assertThat(changes).isZero();
    assertThat(now()).isEmpty();
  }

  @Test
  void changesWhatHasTakenItsPlace() {
    others.add(() -> lake.put("lake", "k", "two"));
    change();
    assertThat(changes).isOne();
    assertThat(lake.text("lake", "k")).isEqualTo("two");
    assertThat(now().orElseThrow().tags()).contains(TAGS);
  }

  @Test
  void givesUpWhereItIsReplacedAgainAndAgain() {
    for (int i = 0; i < 5; i++) {
      others.add(() -> lake.put("lake", "k", "other"));
    }
    refuses("ConditionalRequestConflict", 409, this::change);
    assertThat(changes).isZero();
    assertThat(
            lake.run(
                    S3Service.GET_OBJECT_TAGGING,
                    GetObjectTaggingRequest.builder().bucket("lake").key("k").build())
                .tagSet())
        .isEqualTo(List.of());
  }
}
