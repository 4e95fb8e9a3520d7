package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.s3.ListObjectsOutput;
import io.tarn.api.s3.ListObjectsRequest;
import io.tarn.api.s3.ListObjectsV2Output;
import io.tarn.api.s3.ListObjectsV2Request;
import io.tarn.api.s3.S3Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestListings {
  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory);
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private List<String> list(@Nullable String prefix, @Nullable String delimiter, int size) {
    List<String> seen = new ArrayList<>();
    String token = null;
    while (true) {
      ListObjectsV2Output page =
          lake.run(
              S3Service.LIST_OBJECTS_V2,
              ListObjectsV2Request.builder()
                  .bucket("lake")
                  .prefix(prefix)
                  .delimiter(delimiter)
                  .maxKeys(size)
                  .continuationToken(token)
                  .build());
      int count =
          requireNonNull(page.contents()).size() + requireNonNull(page.commonPrefixes()).size();
      assertThat(page.keyCount()).isEqualTo(count);
      requireNonNull(page.contents()).forEach(object -> seen.add(String.valueOf(object.key())));
      requireNonNull(page.commonPrefixes()).forEach(p -> seen.add(String.valueOf(p.prefix())));
      if (!Boolean.TRUE.equals(page.isTruncated())) {
        return seen;
      }
      assertThat(count).isEqualTo(size);
      token = page.nextContinuationToken();
    }
  }

  @Test
  void agreesWithAModelOnRandomKeys() {
    Random random = new Random(11);
    String[] pieces = {"a", "b", "/", "//", "é", "😀", "-", "~", "\uD7FF", "\uFFFD", "0", ".."};
    TreeSet<String> keys = new TreeSet<>(Listing.BYTE_ORDER);
    while (keys.size() < 150) {
      StringBuilder key = new StringBuilder();
      for (int i = random.nextInt(6); i >= 0; i--) {
        key.append(pieces[random.nextInt(pieces.length)]);
      }
      keys.add(key.toString());
    }
    keys.forEach(key -> lake.put("lake", key, "x"));
    for (String prefix : new String[] {"", "a", "a/", "é", "/", "😀", "zz"}) {
      for (String delimiter : new String[] {"", "/", "b", "a/"}) {
        TreeSet<String> expected = new TreeSet<>(Listing.BYTE_ORDER);
        for (String key : keys) {
          if (key.startsWith(prefix)) {
            int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            expected.add(at < 0 ? key : key.substring(0, at + delimiter.length()));
          }
        }
        for (int size : new int[] {1, 3, 1000}) {
          assertThat(list(prefix, delimiter, size))
              .as("prefix %s delimiter %s size %s", prefix, delimiter, size)
              .containsExactlyInAnyOrderElementsOf(expected)
              .doesNotHaveDuplicates();
        }
      }
    }
  }

  @Test
  void listsFoldersOfADataLake() {
    for (int month = 1; month <= 12; month++) {
      for (int part = 0; part < 3; part++) {
        lake.put("lake", "sales/year=2024/month=%02d/%d.csv".formatted(month, part), "x");
      }
    }
    lake.put("lake", "sales/", "");
    assertThat(list("", "/", 1000)).containsExactly("sales/");
    assertThat(list("sales/", "/", 1000)).containsExactly("sales/", "sales/year=2024/");
    assertThat(list("sales/year=2024/", "/", 5)).hasSize(12);
  }

  @Test
  void listsTheOldWay() {
    for (String key : List.of("a", "b/1", "b/2", "c d", "e")) {
      lake.put("lake", key, "x");
    }
    ListObjectsOutput first =
        lake.run(
            S3Service.LIST_OBJECTS,
            ListObjectsRequest.builder()
                .bucket("lake")
                .delimiter("/")
                .maxKeys(2)
                .encodingType("url")
                .build());
    assertThat(first.isTruncated()).isTrue();
    assertThat(first.nextMarker()).isEqualTo("b/");
    ListObjectsOutput second =
        lake.run(
            S3Service.LIST_OBJECTS,
            ListObjectsRequest.builder()
                .bucket("lake")
                .delimiter("/")
                .marker("b/")
                .encodingType("url")
                .build());
    assertThat(requireNonNull(second.contents()))
        .extracting(o -> o.key())
        .containsExactly("c%20d", "e");
    assertThat(second.nextMarker()).isNull();
  }

  @Test
  void refusesWrongParameters() {
    refuses("InvalidArgument", 400, () -> list("", "", -1));
    refuses(
        "InvalidArgument",
        400,
        () ->
            lake.run(
                S3Service.LIST_OBJECTS_V2,
                ListObjectsV2Request.builder().bucket("lake").continuationToken("x").build()));
    refuses(
        "InvalidArgument",
        400,
        () ->
            lake.run(
                S3Service.LIST_OBJECTS_V2,
                ListObjectsV2Request.builder().bucket("lake").encodingType("utf").build()));
    refuses(
        "NoSuchBucket",
        404,
        () ->
            lake.run(
                S3Service.LIST_OBJECTS_V2, ListObjectsV2Request.builder().bucket("none").build()));
  }
}
