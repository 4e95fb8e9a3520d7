package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.ConnectionInput;
import io.tarn.api.glue.GetConnectionsFilter;
import io.tarn.kernel.Page;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connections: where other databases are, and how one gets in. Their names keep their case. */
final class ConnectionRows {
  private static final Items ROWS = Items.CONNECTIONS;
  private static final int REGION_MAX = 1_000;
  private static final int STEP = 200;

  /** Those that need no consent of a provider outside. */
  private static final Set<String> TYPES =
      Set.of("JDBC", "NETWORK", "KAFKA", "MONGODB", "SFTP", "MARKETPLACE", "CUSTOM");

  private ConnectionRows() {}

  static Optional<Connection> find(Tx tx, String region, String name) throws SQLException {
    return ROWS.find(tx, region, "", name).map(ConnectionRows::read);
  }

  static Connection load(Tx tx, String region, String name) throws SQLException {
    return find(tx, region, name).orElseThrow(() -> notFound(name));
  }

  static Connection create(Tx tx, Change change, ConnectionInput input) throws SQLException {
    check(input);
    Limits.check(ROWS.count(tx, change.region(), ""), REGION_MAX, "connections in this region");
    Connection connection = of(change, input, change.now());
    if (!ROWS.create(tx, change.region(), "", input.name(), StructureJson.write(connection))) {
      throw GlueError.ALREADY_EXISTS.error("Connection already exists.");
    }
    return connection;
  }

  /** Replaces the definition; its name stays. */
  static Connection update(Tx tx, Change change, String name, ConnectionInput input)
      throws SQLException {
    check(input);
    Connection old = load(tx, change.region(), name);
    if (!input.name().equals(name)) {
      throw GlueError.INVALID_INPUT.error(
          "A connection cannot be renamed: " + name + " to " + input.name());
    }
    Instant created = old.creationTime() == null ? change.now() : old.creationTime();
    Connection connection = of(change, input, created);
    ROWS.put(tx, change.region(), "", name, StructureJson.write(connection));
    return connection;
  }

  static void delete(Tx tx, String region, String name) throws SQLException {
    if (!ROWS.delete(tx, region, "", name)) {
      throw notFound(name);
    }
  }

  static Page<Connection> list(
      Tx tx,
      String region,
      @Nullable GetConnectionsFilter filter,
      @Nullable String after,
      int limit)
      throws SQLException {
    List<Connection> found = new ArrayList<>();
    String position = after;
    while (true) {
      List<Items.Item> step = ROWS.list(tx, region, "", position, STEP);
      for (Items.Item item : step) {
        position = item.name();
        Connection connection = read(item.document());
        if (filter == null || matches(connection, filter)) {
          found.add(connection);
          if (found.size() == limit) {
            return new Page<>(found, Optional.of(position));
          }
        }
      }
      if (step.size() < STEP) {
        return new Page<>(found, Optional.empty());
      }
    }
  }

  private static boolean matches(Connection connection, GetConnectionsFilter filter) {
    List<String> criteria =
        connection.matchCriteria() == null ? List.of() : connection.matchCriteria();
    boolean byCriteria =
        filter.matchCriteria() == null
            || new HashSet<>(criteria).containsAll(filter.matchCriteria());
    boolean byType =
        filter.connectionType() == null
            || filter.connectionType().equals(connection.connectionType());
    boolean byVersion =
        filter.connectionSchemaVersion() == null
            || filter.connectionSchemaVersion().equals(connection.connectionSchemaVersion());
    return byCriteria && byType && byVersion;
  }

  /** As it is shown to who asked for no secrets. */
  static Connection withoutSecrets(Connection connection) {
    if (connection.connectionProperties() == null) {
      return connection;
    }
    Map<String, String> shown = new LinkedHashMap<>(connection.connectionProperties());
    shown.keySet().removeAll(ConnectionSecrets.NAMES);
    return connection.toBuilder().connectionProperties(shown).build();
  }

  private static Connection of(Change change, ConnectionInput input, Instant created) {
    return Connection.builder()
        .name(input.name())
        .description(input.description())
        .connectionType(input.connectionType())
        .matchCriteria(input.matchCriteria())
        .connectionProperties(input.connectionProperties())
        .sparkProperties(input.sparkProperties())
        .athenaProperties(input.athenaProperties())
        .pythonProperties(input.pythonProperties())
        .physicalConnectionRequirements(input.physicalConnectionRequirements())
        .authenticationConfiguration(
            Authentication.of(input.authenticationConfiguration(), input.connectionProperties()))
        .creationTime(created)
        .lastUpdatedTime(change.now())
        .lastUpdatedBy(change.caller())
        .status("READY")
        .connectionSchemaVersion(1)
        .build();
  }

  static void check(ConnectionInput input) {
    Authentication.of(input.authenticationConfiguration(), input.connectionProperties());
    Names.refuse(input.validateCredentials(), "ValidateCredentials");
    checkType(input.connectionType(), input.connectionProperties());
  }

  static void checkType(String type, Map<String, String> properties) {
    if (!TYPES.contains(type)) {
      throw GlueError.notDone("Connection type " + type);
    }
    // What AWS keeps in Secrets Manager or under KMS would be kept here as it is written.
    for (String name : properties.keySet()) {
      if (name.startsWith("ENCRYPTED_")) {
        throw GlueError.INVALID_INPUT.error(
            name + " is made by the catalog when passwords are encrypted, and cannot be given");
      }
    }
    switch (type) {
      case "JDBC" -> {
        require(properties, "JDBC_CONNECTION_URL");
        if (properties.containsKey("SECRET_ID") && properties.containsKey("PASSWORD")) {
          throw GlueError.INVALID_INPUT.error("SECRET_ID and PASSWORD exclude each other");
        }
      }
      case "KAFKA" -> require(properties, "KAFKA_BOOTSTRAP_SERVERS");
      case "MONGODB" -> require(properties, "CONNECTION_URL");
      case "CUSTOM", "MARKETPLACE" -> require(properties, "CONNECTOR_CLASS_NAME");
      default -> {
        // NETWORK and SFTP say where they are in other members.
      }
    }
  }

  private static void require(Map<String, String> properties, String name) {
    String value = properties.get(name);
    if (value == null || value.isBlank()) {
      throw GlueError.INVALID_INPUT.error("Connection property " + name + " is required");
    }
  }

  private static ServiceError notFound(String name) {
    return GlueError.ENTITY_NOT_FOUND.error("Connection " + name + " not found.");
  }

  private static Connection read(String document) {
    return StructureJson.read(document, Connection.builder()).build();
  }
}
