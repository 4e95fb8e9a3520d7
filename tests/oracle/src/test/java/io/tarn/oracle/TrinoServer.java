package io.tarn.oracle;

import io.trino.Session;
import io.trino.client.ClientCapabilities;
import io.trino.client.direct.DirectTrinoClient;
import io.trino.dispatcher.DispatchQuery;
import io.trino.execution.ExecutionFailureInfo;
import io.trino.execution.QueryInfo;
import io.trino.execution.QueryManagerConfig;
import io.trino.metadata.SessionPropertyManager;
import io.trino.operator.DirectExchangeClientSupplier;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.plugin.tpcds.TpcdsPlugin;
import io.trino.plugin.tpch.TpchPlugin;
import io.trino.server.SessionContext;
import io.trino.server.testing.TestingTrinoServer;
import io.trino.spi.Page;
import io.trino.spi.Plugin;
import io.trino.spi.QueryId;
import io.trino.spi.block.BlockEncodingSerde;
import io.trino.spi.security.Identity;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.testing.StandaloneQueryRunner;
import io.trino.tpcds.Table;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A whole Trino server of the analyzer's version in this process: the judge of all answers. */
final class TrinoServer implements AutoCloseable {
  private static final String MEMORY = "memory";
  private static final String HIVE = "hive";

  private static final Session SESSION =
      Session.builder(new SessionPropertyManager())
          .setQueryId(new QueryId("oracle"))
          .setIdentity(Identity.ofUser("tester"))
          .setOriginalIdentity(Identity.ofUser("tester"))
          .setTimeZoneKey(TimeZoneKey.UTC_KEY)
          .setLocale(Locale.ENGLISH)
          .setClientCapabilities(
              Arrays.stream(ClientCapabilities.values())
                  .map(Enum::name)
                  .collect(Collectors.toUnmodifiableSet()))
          .build();
  private final StandaloneQueryRunner runner = new StandaloneQueryRunner(SESSION);
  private final DirectTrinoClient client;

  /** Where the tables of the benchmarks are. */
  private String catalog = MEMORY;

  TrinoServer() {
    TestingTrinoServer server = runner.getCoordinator();
    this.client =
        new DirectTrinoClient(
            server.getDispatchManager(),
            server.getQueryManager(),
            server.getInstance(com.google.inject.Key.get(QueryManagerConfig.class)),
            server.getInstance(com.google.inject.Key.get(DirectExchangeClientSupplier.class)),
            server.getInstance(com.google.inject.Key.get(BlockEncodingSerde.class)));
  }

  /** The tables of TPC-H and TPC-DS, in memory: generating them for every query would take long. */
  TrinoServer withGeneratedTables(String scale) {
    runner.installPlugin(new TpchPlugin());
    runner.createCatalog(
        "tpch",
        "tpch",
        Map.of("tpch.column-naming", "STANDARD", "tpch.double-type-mapping", "DECIMAL"));
    runner.installPlugin(new TpcdsPlugin());
    runner.createCatalog("tpcds", "tpcds", Map.of());
    runner.installPlugin(new MemoryPlugin());
    runner.createCatalog(MEMORY, MEMORY, Map.of("memory.max-data-per-node", "1GB"));
    for (TpchTable<?> table : TpchTable.getTables()) {
      keep("tpch", scale, table.getTableName());
    }
    for (Table table : Table.getBaseTables()) {
      if (table != Table.DBGEN_VERSION) {
        keep("tpcds", scale, table.getName());
      }
    }
    return this;
  }

  /**
   * TPC-H's tables over Parquet files by the Hive connector, which the profile {@code trino-hive}
   * brings; a server with other tables is another server.
   *
   * @param files a file for each table, named after it
   * @param directory empty; of the connector's own
   */
  TrinoServer withFiles(Path files, Path directory) throws IOException {
    runner.installPlugin(new TpchPlugin());
    runner.createCatalog(
        "tpch",
        "tpch",
        Map.of("tpch.column-naming", "STANDARD", "tpch.double-type-mapping", "DECIMAL"));
    runner.installPlugin(hivePlugin());
    runner.createCatalog(
        HIVE,
        HIVE,
        Map.of(
            "hive.metastore", "file",
            "hive.metastore.catalog.dir", "local:///metastore",
            "fs.local.enabled", "true",
            "local.location", directory.toString(),
            "hive.non-managed-table-writes-enabled", "true"));
    catalog = HIVE;
    require("CREATE SCHEMA hive.tpch");
    for (TpchTable<?> table : TpchTable.getTables()) {
      String name = table.getTableName();
      Path folder = Files.createDirectories(directory.resolve(name));
      Files.createLink(folder.resolve("part.parquet"), files.resolve(name + ".parquet"));
      require(
          "CREATE TABLE hive.tpch.%1$s (LIKE tpch.tiny.%1$s) WITH (format = 'PARQUET', external_location = 'local:///%1$s')"
              .formatted(name));
    }
    return this;
  }

  /** By its name: what compiles without the profile cannot say more of it. */
  private static Plugin hivePlugin() {
    try {
      return (Plugin)
          Class.forName("io.trino.plugin.hive.HivePlugin").getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The profile trino-hive is not active", e);
    }
  }

  private void keep(String benchmark, String scale, String table) {
    answer("CREATE SCHEMA IF NOT EXISTS " + MEMORY + "." + benchmark);
    require(
        "CREATE TABLE %1$s.%2$s.%4$s AS SELECT * FROM %2$s.\"%3$s\".%4$s"
            .formatted(MEMORY, benchmark, scale, table));
  }

  private void require(String sql) {
    String made = answer(sql);
    if (made.startsWith("!!")) {
      throw new IllegalStateException(made);
    }
  }

  String answer(String sql) {
    return answer(SESSION, sql, new Answer(sql));
  }

  /** What a statement answers over the tables of a benchmark. */
  String answer(String benchmark, String sql, Answer answer) {
    return answer(
        Session.builder(SESSION).setCatalog(catalog).setSchema(benchmark).build(), sql, answer);
  }

  private String answer(Session session, String sql, Answer answer) {
    List<Type> types = new ArrayList<>();
    List<Page> pages = new ArrayList<>();
    DispatchQuery query =
        client.execute(
            SessionContext.fromSession(session),
            sql,
            new DirectTrinoClient.QueryResultsListener() {
              @Override
              public void setOutputColumns(List<String> names, List<Type> columns) {
                // Trino says them whenever the query's state changes.
                if (types.isEmpty()) {
                  for (int i = 0; i < names.size(); i++) {
                    answer.column(names.get(i), columns.get(i));
                  }
                  types.addAll(columns);
                }
              }

              @Override
              public void consumeOutputPage(Page page) {
                pages.add(page);
              }
            });
    QueryInfo info = query.getFullQueryInfo();
    ExecutionFailureInfo failure = info.getFailureInfo();
    if (failure != null && info.getErrorCode() != null) {
      return Answer.error(info.getErrorCode().getName(), failure.toException().getMessage());
    }
    for (Page page : pages) {
      for (int row = 0; row < page.getPositionCount(); row++) {
        @Nullable String[] values = new String[types.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = AthenaText.of(types.get(i), page.getBlock(i), row);
        }
        answer.row(values);
      }
    }
    return answer.toString();
  }

  @Override
  public void close() {
    runner.close();
  }
}
