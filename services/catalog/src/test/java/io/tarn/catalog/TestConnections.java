package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.AuthenticationConfiguration;
import io.tarn.api.glue.AuthenticationConfigurationInput;
import io.tarn.api.glue.BasicAuthenticationCredentials;
import io.tarn.api.glue.BatchDeleteConnectionRequest;
import io.tarn.api.glue.BatchDeleteConnectionResponse;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.ConnectionInput;
import io.tarn.api.glue.CreateConnectionRequest;
import io.tarn.api.glue.DeleteConnectionRequest;
import io.tarn.api.glue.GetConnectionRequest;
import io.tarn.api.glue.GetConnectionsFilter;
import io.tarn.api.glue.GetConnectionsRequest;
import io.tarn.api.glue.GetTagsRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TestConnectionInput;
import io.tarn.api.glue.TestConnectionRequest;
import io.tarn.api.glue.UpdateConnectionRequest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestConnections {
  private static final String URL = "jdbc:postgresql://db.example:5432/sales";

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void aConnectionIsKeptAndItsPasswordHiddenOnDemand() {
    create("pg", "JDBC", jdbc(URL), "pii");
    Map<String, String> shown = requireNonNull(find("pg", false).connectionProperties());
    assertThat(shown).containsEntry("PASSWORD", "s3cret").containsEntry("USERNAME", "me");
    Map<String, String> hidden = requireNonNull(find("pg", true).connectionProperties());
    assertThat(hidden).doesNotContainKey("PASSWORD").containsEntry("USERNAME", "me");
    assertThat(
            lake.call(
                    GlueService.GET_CONNECTIONS,
                    GetConnectionsRequest.builder().hidePassword(true).build())
                .connectionList())
        .allSatisfy(
            connection ->
                assertThat(connection.connectionProperties()).doesNotContainKey("PASSWORD"));
    assertThat(
            lake.call(
                    GlueService.GET_TAGS,
                    GetTagsRequest.builder()
                        .resourceArn(CatalogAccess.connectionArn(Lake.REGION, Lake.ACCOUNT, "pg"))
                        .build())
                .tags())
        .containsEntry("team", "a");
  }

  @Test
  void noPasswordCanBeReadInTheLedger() throws IOException {
    create("pg", "JDBC", jdbc(URL));
    assertThat(find("pg", false).connectionProperties()).containsEntry("PASSWORD", "s3cret");
    boolean kept = false;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).as(file.toString()).doesNotContain("s3cret");
        kept |= bytes.contains(URL);
      }
    }
    assertThat(kept).as("what is not secret lies where was looked").isTrue();
  }

  @Test
  void aSecretIsNamedByTheAuthentication() {
    AuthenticationConfigurationInput basic =
        AuthenticationConfigurationInput.builder()
            .authenticationType("BASIC")
            .secretArn("arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf")
            .build();
    ConnectionInput input =
        ConnectionInput.builder()
            .name("pg")
            .connectionType("JDBC")
            .connectionProperties(Map.of("JDBC_CONNECTION_URL", URL))
            .authenticationConfiguration(basic)
            .build();
    lake.call(
        GlueService.CREATE_CONNECTION,
        CreateConnectionRequest.builder().connectionInput(input).build());
    AuthenticationConfiguration shown =
        requireNonNull(find("pg", true).authenticationConfiguration());
    assertThat(shown.authenticationType()).isEqualTo("BASIC");
    assertThat(shown.secretArn()).isEqualTo(basic.secretArn());
    refusedUpdate(
        input.toBuilder().connectionProperties(jdbc(URL)).build(),
        "AuthenticationConfiguration.SecretArn and PASSWORD exclude each other");
    refusedUpdate(
        authenticated(input, basic.toBuilder().authenticationType("OAUTH2").build()),
        "AuthenticationType OAUTH2 is not implemented");
    refusedUpdate(
        authenticated(input, basic.toBuilder().authenticationType(null).build()),
        "AuthenticationConfiguration.AuthenticationType is required");
    refusedUpdate(
        authenticated(input, basic.toBuilder().secretArn(null).build()),
        "AuthenticationConfiguration.SecretArn for BASIC is required");
    refusedUpdate(
        authenticated(
            input,
            basic.toBuilder()
                .basicAuthenticationCredentials(
                    BasicAuthenticationCredentials.builder().username("me").build())
                .build()),
        "BasicAuthenticationCredentials is not implemented");
    update(input.toBuilder().authenticationConfiguration(null).build());
    assertThat(find("pg", true).authenticationConfiguration()).isNull();
  }

  private static ConnectionInput authenticated(
      ConnectionInput input, AuthenticationConfigurationInput authentication) {
    return input.toBuilder().authenticationConfiguration(authentication).build();
  }

  private void update(ConnectionInput input) {
    lake.call(
        GlueService.UPDATE_CONNECTION,
        UpdateConnectionRequest.builder().name("pg").connectionInput(input).build());
  }

  private void refusedUpdate(ConnectionInput input, String says) {
    lake.refused(
        GlueService.UPDATE_CONNECTION,
        UpdateConnectionRequest.builder().name("pg").connectionInput(input).build(),
        "InvalidInputException",
        says);
  }

  @Test
  void aFilterNarrowsTheList() {
    create("a", "JDBC", jdbc(URL), "pii", "eu");
    create("b", "JDBC", jdbc(URL), "pii");
    create("c", "NETWORK", Map.of());
    assertThat(names(GetConnectionsFilter.builder().build())).containsExactly("a", "b", "c");
    assertThat(names(GetConnectionsFilter.builder().connectionType("JDBC").build()))
        .containsExactly("a", "b");
    assertThat(names(GetConnectionsFilter.builder().matchCriteria(List.of("eu", "pii")).build()))
        .containsExactly("a");
  }

  @Test
  void anUpdateReplacesAllButTheName() {
    create("pg", "JDBC", jdbc(URL));
    ConnectionInput input =
        ConnectionInput.builder()
            .name("pg")
            .connectionType("NETWORK")
            .connectionProperties(Map.of())
            .build();
    lake.call(
        GlueService.UPDATE_CONNECTION,
        UpdateConnectionRequest.builder().name("pg").connectionInput(input).build());
    assertThat(find("pg", false).connectionType()).isEqualTo("NETWORK");
    lake.refused(
        GlueService.UPDATE_CONNECTION,
        UpdateConnectionRequest.builder()
            .name("pg")
            .connectionInput(input.toBuilder().name("other").build())
            .build(),
        "InvalidInputException",
        "cannot be renamed");
    lake.refused(
        GlueService.UPDATE_CONNECTION,
        UpdateConnectionRequest.builder().name("nix").connectionInput(input).build(),
        "EntityNotFoundException",
        "Connection nix not found.");
  }

  @Test
  void aBatchDeletesWhatIsThere() {
    create("a", "NETWORK", Map.of());
    create("b", "NETWORK", Map.of());
    BatchDeleteConnectionResponse answer =
        lake.call(
            GlueService.BATCH_DELETE_CONNECTION,
            BatchDeleteConnectionRequest.builder().connectionNameList(List.of("a", "nix")).build());
    assertThat(answer.succeeded()).containsExactly("a");
    assertThat(requireNonNull(requireNonNull(answer.errors()).get("nix")).errorCode())
        .isEqualTo("EntityNotFoundException");
    DeleteConnectionRequest delete = DeleteConnectionRequest.builder().connectionName("b").build();
    lake.call(GlueService.DELETE_CONNECTION, delete);
    lake.refused(GlueService.DELETE_CONNECTION, delete, "EntityNotFoundException", "b");
  }

  @Test
  void whatCannotBeHonouredIsRefused() {
    lake.refused(
        GlueService.CREATE_CONNECTION,
        creation("x", "SALESFORCE", Map.of()),
        "InvalidInputException",
        "Connection type SALESFORCE is not implemented");
    lake.refused(
        GlueService.CREATE_CONNECTION,
        creation("x", "JDBC", Map.of()),
        "InvalidInputException",
        "JDBC_CONNECTION_URL is required");
    lake.refused(
        GlueService.CREATE_CONNECTION,
        creation("x", "NETWORK", Map.of("ENCRYPTED_PASSWORD", "x")),
        "InvalidInputException",
        "ENCRYPTED_PASSWORD");
    create("a", "NETWORK", Map.of());
    lake.refused(
        GlueService.CREATE_CONNECTION,
        creation("a", "NETWORK", Map.of()),
        "AlreadyExistsException",
        "already exists");
  }

  @Test
  void aTestLogsInToADatabase() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
      create(
          "pg",
          "JDBC",
          Map.of("JDBC_CONNECTION_URL", url, "USERNAME", "postgres", "PASSWORD", "any"));
      TestConnectionRequest test = TestConnectionRequest.builder().connectionName("pg").build();
      lake.call(GlueService.TEST_CONNECTION, test);
      lake.refused(
          GlueService.TEST_CONNECTION,
          given("JDBC", Map.of("JDBC_CONNECTION_URL", url, "USERNAME", "nobody")),
          "InvalidInputException",
          "\"nobody\" does not exist");
      postgres.close();
      lake.refused(GlueService.TEST_CONNECTION, test, "InvalidInputException", "refused");
    }
  }

  @Test
  void aTestReachesABroker() throws IOException {
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TestConnectionRequest test =
          given("KAFKA", Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + broker.getLocalPort()));
      lake.call(GlueService.TEST_CONNECTION, test);
      broker.close();
      lake.refused(GlueService.TEST_CONNECTION, test, "InvalidInputException", "refused");
    }
  }

  @Test
  void aUrlOpensNothingButADatabase() {
    for (String url :
        List.of(
            "jdbc:sqlite:/etc/passwd",
            "jdbc:sqlite://host/etc/passwd",
            "jdbc:duckdb://host/x",
            "jdbc:postgresql://h/db?socketFactory=org.example.Evil",
            "jdbc:postgresql:///db",
            "jdbc:postgresql://user:pw@h/db")) {
      lake.refused(
          GlueService.TEST_CONNECTION,
          given("JDBC", Map.of("JDBC_CONNECTION_URL", url)),
          "InvalidInputException",
          "JDBC_CONNECTION_URL");
    }
    lake.refused(
        GlueService.TEST_CONNECTION,
        given("JDBC", Map.of("JDBC_CONNECTION_URL", "jdbc:sqlserver://h:1433/db")),
        "InvalidInputException",
        "A driver for");
    lake.refused(
        GlueService.TEST_CONNECTION,
        given("JDBC", Map.of("JDBC_CONNECTION_URL", URL, "SECRET_ID", "s")),
        "InvalidInputException",
        "The secret s cannot be read: Secrets Manager can't find the specified secret.");
    lake.refused(
        GlueService.TEST_CONNECTION,
        TestConnectionRequest.builder().build(),
        "InvalidInputException",
        "Either");
  }

  private static Map<String, String> jdbc(String url) {
    return Map.of("JDBC_CONNECTION_URL", url, "USERNAME", "me", "PASSWORD", "s3cret");
  }

  private void create(
      String name, String type, Map<String, String> properties, String... criteria) {
    lake.call(GlueService.CREATE_CONNECTION, creation(name, type, properties, criteria));
  }

  private static CreateConnectionRequest creation(
      String name, String type, Map<String, String> properties, String... criteria) {
    return CreateConnectionRequest.builder()
        .connectionInput(
            ConnectionInput.builder()
                .name(name)
                .connectionType(type)
                .connectionProperties(properties)
                .matchCriteria(List.of(criteria))
                .build())
        .tags(Map.of("team", "a"))
        .build();
  }

  private static TestConnectionRequest given(String type, Map<String, String> properties) {
    return TestConnectionRequest.builder()
        .testConnectionInput(
            TestConnectionInput.builder()
                .connectionType(type)
                .connectionProperties(properties)
                .build())
        .build();
  }

  private Connection find(String name, boolean hide) {
    return requireNonNull(
        lake.call(
                GlueService.GET_CONNECTION,
                GetConnectionRequest.builder().name(name).hidePassword(hide).build())
            .connection());
  }

  private List<String> names(GetConnectionsFilter filter) {
    return requireNonNull(
            lake.call(
                    GlueService.GET_CONNECTIONS,
                    GetConnectionsRequest.builder().filter(filter).build())
                .connectionList())
        .stream()
        .map(connection -> requireNonNull(connection.name()))
        .toList();
  }
}
