package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.api.glue.Table;
import io.tarn.kernel.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views of Iceberg's REST catalog. */
class TestIcebergViews {
  @TempDir Path directory;
  private Lake lake;
  private IcebergRest rest;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
    lake.bucket("lake");
    rest = new IcebergRest(lake);
    rest.answers(
        200,
        "POST",
        "namespaces",
        "{\"namespace\":[\"db\"],\"properties\":{\"location\":\"s3://lake/db\"}}");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static String version(int id, String dialect, String sql) {
    return "{\"version-id\":"
        + id
        + ",\"timestamp-ms\":1,\"schema-id\":0,\"summary\":{},\"default-namespace\":[\"db\"],"
        + "\"representations\":[{\"type\":\"sql\",\"sql\":\""
        + sql
        + "\",\"dialect\":\""
        + dialect
        + "\"}]}";
  }

  private JsonNode create(int status, String name, String dialect, String sql) throws IOException {
    return rest.answers(
        status,
        "POST",
        "namespaces/db/views",
        "{\"name\":\""
            + name
            + "\",\"schema\":"
            + IcebergRest.SCHEMA
            + ",\"view-version\":"
            + version(1, dialect, sql)
            + ",\"properties\":{\"comment\":\"why\"}}");
  }

  private static String decoded(Table view) {
    String text = requireNonNull(view.viewOriginalText());
    assertThat(text).startsWith("/* Presto View: ").endsWith(" */");
    return new String(
        Base64.getDecoder().decode(text.substring(16, text.length() - 3)), StandardCharsets.UTF_8);
  }

  @Test
  void areTablesOfTheCatalogWhoseMetadataLiesInTheStore() throws IOException {
    JsonNode made = create(200, "V", "trino", "SELECT 1 id");
    Table table = lake.table("db", "v");
    assertThat(table.tableType()).isEqualTo("VIRTUAL_VIEW");
    assertThat(table.description()).isEqualTo("why");
    assertThat(requireNonNull(table.parameters()))
        .containsEntry("table_type", "ICEBERG-VIEW")
        .containsEntry("metadata_location", made.path("metadata-location").asText());
    assertThat(decoded(table))
        .isEqualTo(
            "{\"originalSql\":\"SELECT 1 id\",\"catalog\":\"awsdatacatalog\",\"schema\":\"db\","
                + "\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"}]}");

    JsonNode loaded = rest.answers(200, "GET", "namespaces/db/views/v", "");
    assertThat(loaded.path("metadata")).isEqualTo(made.path("metadata"));
    rest.answers(204, "HEAD", "namespaces/db/views/v", "");
    assertThat(rest.answers(200, "GET", "namespaces/db/views", "").path("identifiers").toString())
        .isEqualTo("[{\"namespace\":[\"db\"],\"name\":\"v\"}]");
    assertThat(rest.answers(200, "GET", "namespaces/db/tables", "").path("identifiers")).isEmpty();
    rest.fails(404, "NoSuchIcebergTableException", "GET", "namespaces/db/tables/v", "");
  }

  @Test
  void keepTheirSqlAsItIsInOtherDialects() throws IOException {
    create(200, "v", "spark", "SELECT 1 id");
    assertThat(lake.table("db", "v").viewOriginalText()).isEqualTo("SELECT 1 id");
  }

  @Test
  void changeAsLongAsWhatWasReadIsStillSo() throws IOException {
    JsonNode made = create(200, "v", "trino", "SELECT 1 id");
    String change =
        "{\"requirements\":[{\"type\":\"assert-view-uuid\",\"uuid\":\"%s\"}],\"updates\":["
            + "{\"action\":\"add-view-version\",\"view-version\":"
            + version(2, "trino", "SELECT 2 id")
            + "},{\"action\":\"set-current-view-version\",\"view-version-id\":-1}]}";
    String uuid = made.path("metadata").path("view-uuid").asText();
    JsonNode changed = rest.answers(200, "POST", "namespaces/db/views/v", change.formatted(uuid));
    assertThat(changed.path("metadata").path("current-version-id").asInt()).isEqualTo(2);
    Table table = lake.table("db", "v");
    assertThat(decoded(table)).contains("SELECT 2 id");
    assertThat(requireNonNull(table.parameters()))
        .containsEntry("previous_metadata_location", made.path("metadata-location").asText());

    rest.fails(
        409,
        "CommitFailedException",
        "POST",
        "namespaces/db/views/v",
        change.formatted("5f6b2f4e-0000-4000-8000-000000000000"));
  }

  @Test
  void areRenamedDroppedAndRegistered() throws IOException {
    JsonNode made = create(200, "v", "trino", "SELECT 1 id");
    String rename =
        "{\"source\":{\"namespace\":[\"db\"],\"name\":\"%s\"},"
            + "\"destination\":{\"namespace\":[\"db\"],\"name\":\"%s\"}}";
    rest.answers(204, "POST", "views/rename", rename.formatted("v", "w"));
    assertThat(decoded(lake.table("db", "w"))).contains("SELECT 1 id");
    rest.fails(404, "NoSuchViewException", "POST", "views/rename", rename.formatted("v", "x"));
    rest.fails(404, "NoSuchTableException", "POST", "tables/rename", rename.formatted("w", "x"));
    rest.answers(204, "DELETE", "namespaces/db/views/w", "");
    rest.fails(404, "NoSuchViewException", "DELETE", "namespaces/db/views/w", "");
    String register =
        "{\"name\":\"again\",\"metadata-location\":\""
            + made.path("metadata-location").asText()
            + "\"}";
    rest.answers(200, "POST", "namespaces/db/register-view", register);
    assertThat(decoded(lake.table("db", "again"))).contains("SELECT 1 id");
    rest.fails(409, "AlreadyExistsException", "POST", "namespaces/db/register-view", register);
  }

  @Test
  void shareTheirNamesWithTables() throws IOException {
    String table = "{\"name\":\"%s\",\"schema\":" + IcebergRest.SCHEMA + "}";
    rest.answers(200, "POST", "namespaces/db/tables", table.formatted("t"));
    create(200, "v", "trino", "SELECT 1 id");
    create(409, "v", "trino", "SELECT 1 id");
    create(409, "T", "trino", "SELECT 1 id");
    rest.fails(409, "AlreadyExistsException", "POST", "namespaces/db/tables", table.formatted("v"));
    rest.fails(404, "NoSuchViewException", "GET", "namespaces/db/views/t", "");
    rest.fails(404, "NoSuchViewException", "DELETE", "namespaces/db/views/t", "");
    assertThat(lake.table("db", "t").tableType()).isEqualTo("EXTERNAL_TABLE");
    rest.fails(409, "NamespaceNotEmptyException", "DELETE", "namespaces/db", "");
  }

  @Test
  void areListedByPages() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      create(200, name, "trino", "SELECT 1 id");
    }
    JsonNode first = rest.answers(200, "GET", "namespaces/db/views", Map.of("pageSize", "2"), "");
    assertThat(first.path("identifiers")).hasSize(2);
    JsonNode second =
        rest.answers(
            200,
            "GET",
            "namespaces/db/views",
            Map.of("pageSize", "2", "pageToken", first.path("next-page-token").asText()),
            "");
    assertThat(second.path("identifiers")).hasSize(1);
    assertThat(second.path("next-page-token").asText("")).isIn("", "null");
  }

  @Test
  void areRefusedWithoutSqlOrRights() throws IOException {
    rest.fails(
        400,
        "BadRequestException",
        "POST",
        "namespaces/db/views",
        "{\"name\":\"v\",\"schema\":"
            + IcebergRest.SCHEMA
            + ",\"view-version\":{\"version-id\":1,\"timestamp-ms\":1,\"schema-id\":0,"
            + "\"summary\":{},\"default-namespace\":[\"db\"],\"representations\":[]},"
            + "\"properties\":{}}");
    rest.fails(404, "NoSuchNamespaceException", "GET", "namespaces/none/views", "");
    create(200, "v", "trino", "SELECT 1 id");
    rest.caller = new Caller.RoleSession(Lake.ACCOUNT, "r", "/", "AROA1", "s", List.of(), Map.of());
    lake.denied.add("glue:GetTable");
    rest.fails(403, "ForbiddenException", "GET", "namespaces/db/views/v", "");
    lake.denied.add("glue:CreateTable");
    create(403, "w", "trino", "SELECT 1 id");
    lake.denied.add("glue:UpdateTable");
    rest.fails(403, "ForbiddenException", "POST", "namespaces/db/views/v", "{}");
    lake.denied.add("glue:DeleteTable");
    rest.fails(403, "ForbiddenException", "DELETE", "namespaces/db/views/v", "");
    lake.denied.clear();
    lake.denied.add("s3:PutObject");
    create(403, "w", "trino", "SELECT 1 id");
  }
}
