package io.tarn.catalog;

import io.tarn.api.Authorizer;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.JdbcTarget;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.inference.Globs;
import io.tarn.catalog.inference.Wildcards;
import io.tarn.ledger.Ledger;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tables and views of a database behind a connection. Source: AWS Glue Developer Guide, "Defining a
 * crawler", include paths of JDBC data stores.
 */
final class JdbcTargets {
  private static final Set<String> KINDS =
      Set.of(
          "TABLE", "BASE TABLE", "VIEW", "PARTITIONED TABLE", "MATERIALIZED VIEW", "FOREIGN TABLE");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ledger ledger;
  private final ConnectionSecrets secrets;
  private final Authorizer authorizer;
  private final ExecutorService workers;
  private final CrawlContext crawl;

  JdbcTargets(
      Ledger ledger,
      ConnectionSecrets secrets,
      Authorizer authorizer,
      ExecutorService workers,
      CrawlContext crawl) {
    this.secrets = secrets;
    this.ledger = ledger;
    this.authorizer = authorizer;
    this.workers = workers;
    this.crawl = crawl;
  }

  /** An include path; {@code %} stands for anything within a name. */
  private record Include(String database, String schema, String table, boolean schemas) {
    static Include parse(String path, boolean schemas) {
      List<String> parts = List.of(path.split("/", -1));
      int most = schemas ? 3 : 2;
      if (parts.getFirst().isEmpty() || parts.getFirst().contains("%") || parts.size() > most) {
        throw GlueError.INVALID_INPUT.error(
            "JDBC path is not of the form "
                + (schemas ? "database/schema/table" : "database/table")
                + " with % for anything behind the database: "
                + path);
      }
      String last = parts.size() < most || parts.getLast().isEmpty() ? "%" : parts.getLast();
      String middle = !schemas || parts.size() < 2 || parts.get(1).isEmpty() ? "%" : parts.get(1);
      return new Include(parts.getFirst(), middle, last, schemas);
    }

    boolean takes(Source source) {
      return like(table, source.name()) && (!schemas || like(schema, source.schema()));
    }

    private static boolean like(String pattern, String name) {
      return Wildcards.like(pattern, '%', '%').matches(name);
    }

    /** The place under which all of it lies, as tables name theirs. */
    String place() {
      StringBuilder place = new StringBuilder(database);
      for (String part : schemas ? List.of(schema, table) : List.of(table)) {
        if (part.contains("%")) {
          return place.append('.').toString();
        }
        place.append('.').append(part);
      }
      return place.toString();
    }
  }

  /** A table or view of the database. */
  private record Source(String schema, String name, boolean view, @Nullable String remarks) {}

  /** What was found, and the place it was looked for in. */
  record Found(List<Candidate> tables, String place) {}

  Found find(JdbcTarget target) {
    String name = Names.required(target.connectionName(), "ConnectionName");
    CatalogAccess.connection(
            "glue:GetConnection", crawl.role().region(), crawl.role().account(), name)
        .forEach(access -> authorizer.check(crawl.role(), access));
    io.tarn.api.glue.Connection connection =
        secrets.open(
            ledger.read(tx -> ConnectionRows.load(tx, crawl.role().region(), name)),
            crawl.role().region());
    Map<String, String> properties =
        secrets.login(
            Authentication.in(
                connection.authenticationConfiguration(),
                Names.required(connection.connectionProperties(), "ConnectionProperties")),
            crawl.role());
    String url = properties.getOrDefault("JDBC_CONNECTION_URL", "");
    String product = ConnectionProbe.product(url);
    Include include =
        Include.parse(Names.required(target.path(), "Path"), !MySqlLogin.takes(product));
    AtomicReference<Connection> open = new AtomicReference<>();
    try {
      List<Candidate> found =
          new StoppableWork(workers, crawl.stop())
              .await(
                  () -> {
                    try (Connection jdbc =
                        ConnectionProbe.connect(
                            properties, ConnectionProbe.withDatabase(url, include.database()))) {
                      open.set(jdbc);
                      jdbc.setNetworkTimeout(workers, (int) PATIENCE.toMillis());
                      return read(jdbc, target, include, name, product);
                    }
                  },
                  () -> abort(open.get()));
      return new Found(found, include.place());
    } catch (ExecutionException e) {
      throw GlueError.INVALID_INPUT.error(
          "The database cannot be read: "
              + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }
  }

  /** The database's own end of the work; a driver that waits hears nothing else. */
  private void abort(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.abort(workers);
      } catch (SQLException e) {
        crawl.log().warn("The connection did not close cleanly: " + e.getMessage());
      }
    }
  }

  private List<Candidate> read(
      Connection connection, JdbcTarget target, Include include, String name, String product)
      throws SQLException {
    Globs exclusions = Globs.of(target.exclusions() == null ? List.of() : target.exclusions());
    List<String> more =
        target.enableAdditionalMetadata() == null ? List.of() : target.enableAdditionalMetadata();
    DatabaseMetaData metadata = connection.getMetaData();
    List<Candidate> found = new ArrayList<>();
    for (Source source : sources(metadata, include)) {
      crawl.stop().check();
      boolean excluded =
          exclusions.match(source.name())
              || exclusions.match(source.schema() + "/" + source.name())
              || exclusions.match(include.database() + "/" + source.schema() + "/" + source.name());
      if (include.takes(source) && !excluded) {
        List<Column> columns = columns(metadata, include, source, more);
        found.add(candidate(include, source, columns, name, product, more));
      }
    }
    return found;
  }

  private List<Source> sources(DatabaseMetaData metadata, Include include) throws SQLException {
    List<Source> sources = new ArrayList<>();
    try (ResultSet row = metadata.getTables(include.database(), null, "%", null)) {
      while (row.next()) {
        crawl.stop().check();
        String schema = row.getString("TABLE_SCHEM");
        String kind = row.getString("TABLE_TYPE");
        boolean system =
            schema != null && (schema.startsWith("pg_") || schema.equals("information_schema"));
        if (kind != null && KINDS.contains(kind) && !(system && include.schema().contains("%"))) {
          sources.add(
              new Source(
                  schema == null ? "" : schema,
                  row.getString("TABLE_NAME"),
                  kind.endsWith("VIEW"),
                  row.getString("REMARKS")));
        }
      }
    }
    return sources;
  }

  private static List<Column> columns(
      DatabaseMetaData metadata, Include include, Source source, List<String> more)
      throws SQLException {
    String escape = metadata.getSearchStringEscape();
    List<Column> columns = new ArrayList<>();
    try (ResultSet row =
        metadata.getColumns(
            include.database(),
            source.schema().isEmpty() ? null : literal(source.schema(), escape),
            literal(source.name(), escape),
            "%")) {
      while (row.next()) {
        String type = row.getString("TYPE_NAME");
        String hive = JdbcTypes.hive(type, row.getInt("COLUMN_SIZE"), row.getInt("DECIMAL_DIGITS"));
        Column.Builder column =
            Column.builder().name(Names.fold(row.getString("COLUMN_NAME"))).type(hive);
        if (more.contains("COMMENTS")) {
          column.comment(row.getString("REMARKS"));
        }
        if (more.contains("RAWTYPES")) {
          column.parameters(Map.of("rawType", type));
        }
        columns.add(column.build());
      }
    }
    return columns;
  }

  /** A name as a pattern that means itself alone. */
  private static String literal(String name, String escape) {
    return name.replace(escape, escape + escape)
        .replace("_", escape + "_")
        .replace("%", escape + "%");
  }

  private Candidate candidate(
      Include include,
      Source source,
      List<Column> columns,
      String connection,
      String product,
      List<String> more) {
    String schema = source.schema().isEmpty() ? "" : "." + source.schema();
    String location = include.database() + schema + "." + source.name();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("CrawlerSchemaDeserializerVersion", "1.0");
    parameters.put("CrawlerSchemaSerializerVersion", "1.0");
    parameters.put("UPDATED_BY_CRAWLER", crawl.name());
    parameters.put("classification", product);
    parameters.put("compressionType", "none");
    parameters.put("connectionName", connection);
    parameters.put("typeOfData", source.view() ? "view" : "table");
    TableInput table =
        TableInput.builder()
            .name(location)
            .description(more.contains("COMMENTS") ? source.remarks() : null)
            .owner("owner")
            .retention(0)
            .tableType("EXTERNAL_TABLE")
            .partitionKeys(List.of())
            .parameters(parameters)
            .storageDescriptor(
                StorageDescriptor.builder()
                    .columns(columns)
                    .location(location)
                    .compressed(false)
                    .numberOfBuckets(-1)
                    .serdeInfo(SerDeInfo.builder().parameters(Map.of()).build())
                    .bucketColumns(List.of())
                    .sortColumns(List.of())
                    .parameters(parameters)
                    .storedAsSubDirectories(false)
                    .build())
            .build();
    String kind = source.view() ? "view " : "table ";
    return new Candidate(
        location,
        location,
        table,
        List.of(),
        List.of("the " + product + " " + kind + location + " behind connection " + connection),
        columns.stream().map(column -> column.name() + " " + column.type()).toList(),
        List.of());
  }
}
