package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.AuthenticationConfigurationInput;
import io.tarn.api.glue.ConnectionInput;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateConnectionRequest;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.JdbcTarget;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.glue.StopCrawlerRequest;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TestConnectionRequest;
import io.tarn.api.secretsmanager.CreateSecretRequest;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crawls of a real database behind a connection. */
class TestJdbcCrawls {
  private static EmbeddedPostgres database;

  @TempDir Path directory;
  private Lake lake;

  @BeforeAll
  static void start() throws IOException, SQLException {
    database = EmbeddedPostgres.start();
    run(
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.\"Orders\" (id serial PRIMARY KEY, user_id bigint, kind smallint,"
            + " total numeric(10,2), free numeric, ok boolean, ratio double precision, part real,"
            + " note varchar(20), body text, doc jsonb, at timestamptz, day date, raw bytea,"
            + " tags text[], key uuid)",
        "COMMENT ON COLUMN shop.\"Orders\".note IS 'free text'",
        "CREATE TABLE shop.order_lines (id int)",
        "CREATE TABLE shop.tmp_1 (id int)",
        "CREATE VIEW shop.recent AS SELECT id FROM shop.\"Orders\"",
        "CREATE SCHEMA other",
        "CREATE TABLE other.items (id int)");
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @BeforeEach
  void open() throws IOException {
    lake = Lake.open(directory);
    lake.database("db");
    connection("pg", "jdbc:postgresql://localhost:" + database.getPort() + "/postgres");
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Test
  void tablesAndViewsGetTheirNamesAndTypes() throws Exception {
    JdbcTarget target =
        target("postgres/shop/%").toBuilder()
            .exclusions(List.of("tmp_*"))
            .enableAdditionalMetadata(List.of("COMMENTS", "RAWTYPES"))
            .build();
    assertThat(Lake.last(lake.crawl(crawler("c", target))).errorMessage()).isNull();
    assertThat(lake.tables("db"))
        .containsExactly(
            "postgres_shop_order_lines", "postgres_shop_orders", "postgres_shop_recent");
    Table orders = lake.table("db", "postgres_shop_orders");
    assertThat(Lake.columns(orders))
        .isEqualTo(
            "id int, user_id bigint, kind smallint, total decimal(10,2), free decimal(38,18), ok"
                + " boolean, ratio double, part float, note string, body string, doc string, at"
                + " timestamp, day date, raw binary, tags array<string>, key string");
    assertThat(orders.parameters())
        .containsEntry("classification", "postgresql")
        .containsEntry("connectionName", "pg")
        .containsEntry("typeOfData", "table");
    var storage = requireNonNull(orders.storageDescriptor());
    assertThat(storage.location()).isEqualTo("postgres.shop.Orders");
    var note = requireNonNull(storage.columns()).get(8);
    assertThat(note.comment()).isEqualTo("free text");
    assertThat(note.parameters()).containsEntry("rawType", "varchar");
    assertThat(Lake.parameter(lake.table("db", "postgres_shop_recent"), "typeOfData"))
        .isEqualTo("view");
  }

  @Test
  void aPercentSignStandsForWithinNames() throws Exception {
    lake.crawl(crawler("c", target("postgres/%")));
    assertThat(lake.tables("db"))
        .contains("postgres_other_items", "postgres_shop_tmp_1")
        .noneMatch(name -> name.contains("pg_catalog") || name.contains("information"));
    lake.database("db2");
    lake.crawl(crawler("d", "db2", target("postgres/s%/order%")));
    assertThat(lake.tables("db2")).containsExactly("postgres_shop_order_lines");
  }

  @Test
  void aChangedTableChangesAndADroppedOneGoes() throws Exception {
    run("CREATE TABLE other.moving (id int)");
    CreateCrawlerRequest request =
        crawler("c", target("postgres/other/mov%")).toBuilder()
            .schemaChangePolicy(
                SchemaChangePolicy.builder().deleteBehavior("DELETE_FROM_DATABASE").build())
            .build();
    lake.crawl(request);
    run("ALTER TABLE other.moving ADD COLUMN name text");
    lake.crawl("c");
    assertThat(Lake.columns(lake.table("db", "postgres_other_moving")))
        .isEqualTo("id int, name string");
    run("DROP TABLE other.moving");
    lake.crawl("c");
    assertThat(lake.tables("db")).isEmpty();
  }

  @Test
  void whatCannotBeReachedFailsWithTheOtherSidesWords() throws Exception {
    assertThat(Lake.last(lake.crawl(crawler("c", target("nothere/%")))).errorMessage())
        .contains("database \"nothere\" does not exist");
    assertThat(Lake.last(lake.crawl(crawler("d", target("%/x")))).errorMessage())
        .contains("JDBC path is not of the form database/schema/table");
    connection("ms", "jdbc:sqlserver://localhost:1433/shop");
    JdbcTarget other = JdbcTarget.builder().connectionName("ms").path("shop/dbo/customers").build();
    assertThat(Lake.last(lake.crawl(crawler("e", other))).errorMessage())
        .contains("A driver for jdbc:sqlserver://localhost:1433/shop is not implemented");
    lake.denied.add("glue:GetConnection");
    assertThat(Lake.last(lake.crawl(crawler("f", target("postgres/shop/%")))).errorMessage())
        .contains("AccessDenied", "glue:GetConnection");
    assertThat(lake.tables("db")).isEmpty();
  }

  @Test
  void tablesOfMySqlHaveNoSchema() throws Exception {
    try (MariaDbServer server = MariaDbServer.start(directory)) {
      String address = "://127.0.0.1:" + server.port() + "/shop";
      try (Connection mysql =
              DriverManager.getConnection(
                  "jdbc:mariadb://127.0.0.1:" + server.port() + "/",
                  MariaDbServer.USER,
                  MariaDbServer.PASSWORD);
          Statement statement = mysql.createStatement()) {
        statement.execute("CREATE DATABASE shop");
        statement.execute(
            "CREATE TABLE shop.customers (id CHAR(2) PRIMARY KEY, country TEXT COMMENT 'ISO 3166',"
                + " visits INT UNSIGNED, small TINYINT, active TINYINT(1), bits BIT(8), big BIGINT"
                + " UNSIGNED, total DECIMAL(10,2), part FLOAT, ratio DOUBLE, born YEAR, at DATETIME,"
                + " day DATE, clock TIME, raw BLOB, kind ENUM('a','b'), doc JSON)");
        statement.execute("CREATE TABLE shop.customer_1 (id INT)");
        statement.execute("CREATE VIEW shop.active AS SELECT id FROM shop.customers");
        statement.execute("CREATE DATABASE other");
        statement.execute("CREATE TABLE other.customers (id INT)");
      }
      connection("my", "jdbc:mysql" + address, MariaDbServer.USER, MariaDbServer.PASSWORD);
      lake.call(
          GlueService.TEST_CONNECTION,
          TestConnectionRequest.builder().connectionName("my").build());
      JdbcTarget one =
          JdbcTarget.builder()
              .connectionName("my")
              .path("shop/customers")
              .enableAdditionalMetadata(List.of("COMMENTS"))
              .build();
      assertThat(Lake.last(lake.crawl(crawler("c", one))).errorMessage()).isNull();
      assertThat(lake.tables("db")).containsExactly("shop_customers");
      Table customers = lake.table("db", "shop_customers");
      assertThat(Lake.columns(customers))
          .isEqualTo(
              "id string, country string, visits bigint, small tinyint, active boolean, bits string,"
                  + " big decimal(20,0), total decimal(10,2), part float, ratio double, born int, at"
                  + " timestamp, day date, clock string, raw binary, kind string, doc string");
      assertThat(customers.parameters())
          .containsEntry("classification", "mysql")
          .containsEntry("connectionName", "my");
      var storage = requireNonNull(customers.storageDescriptor());
      assertThat(storage.location()).isEqualTo("shop.customers");
      assertThat(requireNonNull(storage.columns()).get(1).comment()).isEqualTo("ISO 3166");
      connection("maria", "jdbc:mariadb" + address, MariaDbServer.USER, MariaDbServer.PASSWORD);
      JdbcTarget all = JdbcTarget.builder().connectionName("maria").path("shop/%").build();
      lake.database("db2");
      lake.crawl(crawler("d", "db2", all));
      assertThat(lake.tables("db2"))
          .containsExactly("shop_active", "shop_customer_1", "shop_customers");
      assertThat(Lake.parameter(lake.table("db2", "shop_active"), "typeOfData")).isEqualTo("view");
      connection("wrong", "jdbc:mysql" + address, MariaDbServer.USER, "wrong");
      lake.refused(
          GlueService.TEST_CONNECTION,
          TestConnectionRequest.builder().connectionName("wrong").build(),
          "InvalidInputException",
          "Access denied for user");
    }
  }

  @Test
  void userAndPasswordComeFromASecretThatTheRoleMayRead() throws Exception {
    try (MariaDbServer server = MariaDbServer.start(directory)) {
      String url = "jdbc:mysql://127.0.0.1:" + server.port() + "/shop";
      try (Connection mysql =
              DriverManager.getConnection(
                  "jdbc:mariadb://127.0.0.1:" + server.port() + "/",
                  MariaDbServer.USER,
                  MariaDbServer.PASSWORD);
          Statement statement = mysql.createStatement()) {
        statement.execute("CREATE DATABASE shop");
        statement.execute("CREATE TABLE shop.customers (id INT)");
      }
      secret("right", secretOf(MariaDbServer.PASSWORD));
      secret("wrong", secretOf("wrong"));
      String arn = secret("named", secretOf(MariaDbServer.PASSWORD));
      secret("other", "{\"user\": \"me\"}");
      secret("text", "me:mine");
      for (String name : List.of("right", "wrong", "other", "text")) {
        connectionBySecret(name, url);
      }
      authenticated("basic", url, "BASIC", arn);
      authenticated("custom", url, "CUSTOM", arn);
      lake.call(GlueService.TEST_CONNECTION, test("basic"));
      lake.refused(
          GlueService.TEST_CONNECTION,
          test("custom"),
          "InvalidInputException",
          "A login by AuthenticationType CUSTOM is not implemented");
      lake.call(GlueService.TEST_CONNECTION, test("right"));
      lake.refused(
          GlueService.TEST_CONNECTION, test("wrong"), "InvalidInputException", "Access denied for");
      lake.refused(
          GlueService.TEST_CONNECTION,
          test("other"),
          "InvalidInputException",
          "The secret other has no username");
      lake.refused(
          GlueService.TEST_CONNECTION,
          test("text"),
          "InvalidInputException",
          "The secret text is no JSON object");
      JdbcTarget target =
          JdbcTarget.builder().connectionName("right").path("shop/customers").build();
      assertThat(Lake.last(lake.crawl(crawler("c", target))).errorMessage()).isNull();
      assertThat(lake.tables("db")).containsExactly("shop_customers");
      lake.database("db3");
      JdbcTarget basic = target.toBuilder().connectionName("basic").build();
      assertThat(Lake.last(lake.crawl(crawler("b", "db3", basic))).errorMessage()).isNull();
      assertThat(lake.tables("db3")).containsExactly("shop_customers");

      lake.denied.add("secretsmanager:GetSecretValue");
      assertThat(Lake.last(lake.crawl("b")).errorMessage())
          .contains("is not authorized to perform: secretsmanager:GetSecretValue");
      lake.database("db2");
      assertThat(Lake.last(lake.crawl(crawler("d", "db2", target))).errorMessage())
          .contains("is not authorized to perform: secretsmanager:GetSecretValue");
      assertThat(lake.tables("db2")).isEmpty();
    }
  }

  private static String secretOf(String password) {
    return "{\"username\": \"" + MariaDbServer.USER + "\", \"password\": \"" + password + "\"}";
  }

  private String secret(String name, String value) {
    return requireNonNull(
        lake.call(
                SecretsmanagerService.CREATE_SECRET,
                CreateSecretRequest.builder().name(name).secretString(value).build())
            .arn());
  }

  private void authenticated(String name, String url, String type, String secret) {
    lake.call(
        GlueService.CREATE_CONNECTION,
        CreateConnectionRequest.builder()
            .connectionInput(
                ConnectionInput.builder()
                    .name(name)
                    .connectionType("JDBC")
                    .connectionProperties(Map.of("JDBC_CONNECTION_URL", url))
                    .authenticationConfiguration(
                        AuthenticationConfigurationInput.builder()
                            .authenticationType(type)
                            .secretArn(secret)
                            .build())
                    .build())
            .build());
  }

  private void connectionBySecret(String name, String url) {
    lake.call(
        GlueService.CREATE_CONNECTION,
        CreateConnectionRequest.builder()
            .connectionInput(
                ConnectionInput.builder()
                    .name(name)
                    .connectionType("JDBC")
                    .connectionProperties(Map.of("JDBC_CONNECTION_URL", url, "SECRET_ID", name))
                    .build())
            .build());
  }

  private static TestConnectionRequest test(String connection) {
    return TestConnectionRequest.builder().connectionName(connection).build();
  }

  /** A server that takes connections and never answers. */
  @Test
  void stopStopsACrawlWhoseDatabaseHangs() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      connection("slow", "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/postgres");
      JdbcTarget target =
          JdbcTarget.builder().connectionName("slow").path("postgres/shop/%").build();
      lake.call(GlueService.CREATE_CRAWLER, crawler("c", target));
      lake.call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name("c").build());
      try (Socket taken = silent.accept()) {
        lake.call(GlueService.STOP_CRAWLER, StopCrawlerRequest.builder().name("c").build());
        assertThat(Lake.last(lake.awaitCrawl("c")).status()).isEqualTo("CANCELLED");
        assertThat(taken.isClosed()).isFalse();
      }
    }
  }

  private static void run(String... statements) throws SQLException {
    try (Connection connection = database.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void connection(String name, String url) {
    connection(name, url, "postgres", "postgres");
  }

  private void connection(String name, String url, String user, String password) {
    lake.call(
        GlueService.CREATE_CONNECTION,
        CreateConnectionRequest.builder()
            .connectionInput(
                ConnectionInput.builder()
                    .name(name)
                    .connectionType("JDBC")
                    .connectionProperties(
                        Map.of(
                            "JDBC_CONNECTION_URL", url,
                            "USERNAME", user,
                            "PASSWORD", password))
                    .build())
            .build());
  }

  private static JdbcTarget target(String path) {
    return JdbcTarget.builder().connectionName("pg").path(path).build();
  }

  private CreateCrawlerRequest crawler(String name, JdbcTarget target) {
    return crawler(name, "db", target);
  }

  private CreateCrawlerRequest crawler(String name, String into, JdbcTarget target) {
    return lake.crawler(name, into, "s3://unused/")
        .targets(CrawlerTargets.builder().jdbcTargets(List.of(target)).build())
        .build();
  }
}
