package io.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.catalog.iceberg.IcebergDoor;
import io.tarn.kernel.Caller;
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
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA =
      "{\"type\":\"struct\",\"schema-id\":0,\"fields\":["
          + "{\"id\":1,\"name\":\"id\",\"required\":false,\"type\":\"long\"}]}";

  @TempDir Path directory;
  private Lake lake;
  private IcebergDoor door;
  private Caller caller = new Caller.Root(Lake.ACCOUNT);

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.bucket("lake");
    door =
        new IcebergDoor(
            lake.ledger,
            lake.catalog.tables(),
            lake.store.objects(),
            lake,
            (caller, name, policy, duration) -> Optional.empty());
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
    IcebergDoor.Answer answer =
        door.answer(
            method,
            IcebergDoor.PREFIX + path,
            Map.of(),
            Optional.empty(),
            body.getBytes(UTF_8),
            lake.newCall(caller));
    String text = new String(answer.body(), UTF_8);
    assertThat(answer.status()).as("%s %s: %s", method, path, text).isEqualTo(status);
    return answer.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(text);
  }

  private void fails(int status, String type, String method, String path, String body)
      throws IOException {
    JsonNode error = answers(status, method, path, body).path("error");
    assertThat(error.path("type").asText()).isEqualTo(type);
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("message").asText()).isNotEmpty();
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
    fails(406, "UnsupportedOperationException", "GET", "namespaces/db/views", "");
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
    caller = new Caller.RoleSession(Lake.ACCOUNT, "r", "/", "AROA1", "s", List.of(), Map.of());
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
    IcebergDoor.Answer kept =
        door.answer(
            "DELETE",
            IcebergDoor.PREFIX + "namespaces/db/tables/t",
            Map.of("purgeRequested", "true"),
            Optional.empty(),
            new byte[0],
            lake.newCall(caller));
    assertThat(kept.status()).isEqualTo(403);
    lake.denied.clear();
    answers(204, "HEAD", "namespaces/db/tables/t", "");
    answers(204, "DELETE", "namespaces/db/tables/t", "");
    fails(404, "NoSuchTableException", "GET", "namespaces/db/tables/t", "");
  }
}
