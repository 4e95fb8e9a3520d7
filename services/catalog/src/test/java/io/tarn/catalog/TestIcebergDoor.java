package io.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.kernel.Caller;
import io.tarn.store.ObjectVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's REST catalog, request by request. */
class TestIcebergDoor {
  private static final String SCHEMA = IcebergRest.SCHEMA;

  @TempDir Path directory;
  private Lake lake;
  private IcebergRest rest;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.bucket("lake");
    rest = new IcebergRest(lake);
    answers(
        200,
        "POST",
        "namespaces",
        "{\"namespace\":[\"db\"],\"properties\":{\"location\":\"s3://lake/db\"}}");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private JsonNode answers(int status, String method, String path, String body) throws IOException {
    return rest.answers(status, method, path, body);
  }

  private void fails(int status, String type, String method, String path, String body)
      throws IOException {
    rest.fails(status, type, method, path, body);
  }

  private void create(String name) throws IOException {
    answers(
        200,
        "POST",
        "namespaces/db/tables",
        "{\"name\":\"" + name + "\",\"schema\":" + SCHEMA + "}");
  }

  private JsonNode metadata(String name) throws IOException {
    return answers(200, "GET", "namespaces/db/tables/" + name, "").path("metadata");
  }

  private static String change(String name, String uuid, String key, String value) {
    return "{\"identifier\":{\"namespace\":[\"db\"],\"name\":\""
        + name
        + "\"},\"requirements\":[{\"type\":\"assert-table-uuid\",\"uuid\":\""
        + uuid
        + "\"}],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\""
        + key
        + "\":\""
        + value
        + "\"}}]}";
  }

  @Test
  void changesSeveralTablesTogetherOrNone() throws IOException {
    create("a");
    create("b");
    String a = metadata("a").path("table-uuid").asText();
    String b = metadata("b").path("table-uuid").asText();
    String both = "{\"table-changes\":[%s,%s]}";
    answers(
        204,
        "POST",
        "transactions/commit",
        both.formatted(change("a", a, "k", "1"), change("b", b, "k", "1")));
    assertThat(metadata("a").path("properties").path("k").asText()).isEqualTo("1");
    assertThat(metadata("b").path("properties").path("k").asText()).isEqualTo("1");

    fails(
        409,
        "CommitFailedException",
        "POST",
        "transactions/commit",
        both.formatted(change("a", a, "k", "2"), change("b", a, "k", "2")));
    fails(
        404,
        "NoSuchTableException",
        "POST",
        "transactions/commit",
        both.formatted(change("a", a, "k", "2"), change("none", b, "k", "2")));
    fails(
        400,
        "BadRequestException",
        "POST",
        "transactions/commit",
        both.formatted(change("a", a, "k", "2"), change("A", a, "k", "2")));
    assertThat(metadata("a").path("properties").path("k").asText()).isEqualTo("1");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    create("t");
    fails(404, "NoSuchNamespaceException", "GET", "namespaces/none", "");
    fails(404, "NoSuchTableException", "GET", "namespaces/db/tables/none", "");
    fails(404, "NoSuchTableException", "POST", "namespaces/db/tables/none/metrics", "{}");
    fails(404, "NoSuchTableException", "GET", "namespaces/db%1Ft/tables/files", "");
    fails(404, "NoSuchViewException", "GET", "namespaces/db%1Ft/views/files", "");
    fails(409, "AlreadyExistsException", "POST", "namespaces", "{\"namespace\":[\"DB\"]}");
    fails(409, "NamespaceNotEmptyException", "DELETE", "namespaces/db", "");
    fails(
        409,
        "AlreadyExistsException",
        "POST",
        "namespaces/db/tables",
        "{\"name\":\"T\",\"schema\":" + SCHEMA + "}");
    fails(400, "ValidationException", "POST", "namespaces", "{\"namespace\":[\"a\",\"b\"]}");
    String longest = "n".repeat(256);
    fails(
        400, "ValidationException", "POST", "namespaces", "{\"namespace\":[\"" + longest + "\"]}");
    fails(
        400,
        "ValidationException",
        "POST",
        "namespaces/db/tables",
        "{\"name\":\"" + longest + "\",\"schema\":" + SCHEMA + "}");
    for (String body : List.of("", "null", "[]", "{", "{}", "{\"namespace\":5}")) {
      fails(400, "BadRequestException", "POST", "namespaces", body);
    }
    fails(406, "UnsupportedOperationException", "POST", "namespaces/db/tables/t/sign", "{}");
    fails(400, "BadRequestException", "GET", "!!!/namespaces", "");
    fails(
        400,
        "ValidationException",
        "POST",
        "namespaces/db/register",
        "{\"name\":\"x\",\"metadata-location\":\"file:///x.metadata.json\"}");
  }

  @Test
  void asksForGluesActionsAndForTheFiles() throws IOException {
    create("t");
    rest.caller = new Caller.RoleSession(Lake.ACCOUNT, "r", "/", "AROA1", "s", List.of(), Map.of());
    lake.denied.add("s3:GetObject");
    fails(403, "ForbiddenException", "GET", "namespaces/db/tables/t", "");
    lake.denied.clear();
    lake.denied.add("glue:GetTable");
    fails(403, "ForbiddenException", "GET", "namespaces/db/tables/t", "");
    lake.denied.add("glue:CreateTable");
    fails(
        403,
        "ForbiddenException",
        "POST",
        "namespaces/db/tables",
        "{\"name\":\"u\",\"schema\":" + SCHEMA + "}");
    lake.denied.clear();
    lake.denied.add("s3:DeleteObject");
    rest.answers(403, "DELETE", "namespaces/db/tables/t", Map.of("purgeRequested", "true"), "");
    lake.denied.clear();
    answers(204, "HEAD", "namespaces/db/tables/t", "");
    answers(204, "DELETE", "namespaces/db/tables/t", "");
    fails(404, "NoSuchTableException", "GET", "namespaces/db/tables/t", "");
  }

  private List<String> objects() {
    return lake
        .ledger
        .read(tx -> lake.store.objects().list(tx, "lake", "", Optional.empty(), 100))
        .items()
        .stream()
        .map(ObjectVersion::key)
        .toList();
  }

  @Test
  void commitsATableTogetherWithItsMetadataFile() throws IOException {
    CountedLedger ledger = new CountedLedger(lake.ledger);
    rest = new IcebergRest(lake, ledger.ledger());
    create("t");
    assertThat(ledger.commits).hasValue(1);
    String uuid = metadata("t").path("table-uuid").asText();
    assertThat(objects()).hasSize(1);
    answers(200, "POST", "namespaces/db/tables/t", change("t", uuid, "k", "1"));
    assertThat(ledger.commits).hasValue(2);
    assertThat(objects()).hasSize(2);
  }

  @Test
  void leavesNoFileBehindWhenItDies() throws IOException {
    CountedLedger ledger = new CountedLedger(lake.ledger);
    rest = new IcebergRest(lake, ledger.ledger());
    create("t");
    create("u");
    JsonNode before = metadata("t");
    List<String> stored = objects();
    String t = before.path("table-uuid").asText();
    String u = metadata("u").path("table-uuid").asText();
    ledger.killBefore(1);
    assertThatThrownBy(
            () -> answers(200, "POST", "namespaces/db/tables/t", change("t", t, "k", "1")))
        .isInstanceOf(CountedLedger.Killed.class);
    assertThatThrownBy(
            () ->
                answers(
                    204,
                    "POST",
                    "transactions/commit",
                    "{\"table-changes\":[%s,%s]}"
                        .formatted(change("t", t, "k", "1"), change("u", u, "k", "1"))))
        .isInstanceOf(CountedLedger.Killed.class);
    lake.close();
    lake = Lake.openAsleep(directory);
    rest = new IcebergRest(lake);
    assertThat(objects()).isEqualTo(stored);
    assertThat(metadata("t")).isEqualTo(before);
  }

  @Test
  void leavesNoFileOfAChangeThatIsRefused() throws IOException {
    create("t");
    List<String> stored = objects();
    lake.denied.add("s3:PutObject");
    rest.caller = new Caller.RoleSession(Lake.ACCOUNT, "r", "/", "AROA1", "s", List.of(), Map.of());
    String uuid = metadata("t").path("table-uuid").asText();
    fails(403, "ForbiddenException", "POST", "namespaces/db/tables/t", change("t", uuid, "k", "1"));
    assertThat(objects()).isEqualTo(stored);
  }
}
