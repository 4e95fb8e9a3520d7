package io.tarn.catalog;

import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tries a connection for real: logs in to a database and closes again, or opens the port of a
 * broker. What fails is told with the other side's words.
 */
final class ConnectionProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Glue's own form of a URL; what a driver would read besides could load classes or files. */
  private static final Pattern JDBC =
      Pattern.compile(
          "jdbc:(?:postgresql|redshift|mysql|mariadb|sqlserver)://([^/?;:@(),=]+)(?::(\\d+))?/([^?;]*)(?:[?;](.*))?");

  private static final Pattern NAME =
      Pattern.compile("[\\w .$-]+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Set<String> OPTIONS =
      Set.of(
          "ssl", "sslmode", "usessl", "requiressl", "currentschema", "applicationname", "timezone");

  private ConnectionProbe() {}

  /**
   * @throws ServiceError InvalidInputException saying why there is no connection
   */
  static void open(String type, Map<String, String> properties) {
    ConnectionRows.checkType(type, properties);
    switch (type) {
      case "JDBC" -> login(properties);
      case "KAFKA" ->
          reachAny(List.of(properties.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "").split(",")));
      case "MONGODB" -> reachAny(List.of(authority(properties.getOrDefault("CONNECTION_URL", ""))));
      default -> throw GlueError.notDone("TestConnection for connections of type " + type);
    }
  }

  private static void login(Map<String, String> properties) {
    String url = properties.getOrDefault("JDBC_CONNECTION_URL", "");
    try (Connection connection = connect(properties, url)) {
      if (!connection.isValid((int) PATIENCE.toSeconds())) {
        throw failed(url, "the database does not answer");
      }
    } catch (SQLException e) {
      throw failed(url, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Logs in with a connection's user and password.
   *
   * @param url the connection's own, or the same with another database
   * @throws ServiceError InvalidInputException saying why there is no connection
   */
  static Connection connect(Map<String, String> properties, String url) {
    check(url);
    boolean mysql = MySqlLogin.takes(product(url));
    String address = mysql ? MySqlLogin.address(url) : url;
    Driver driver;
    try {
      driver = DriverManager.getDriver(address);
    } catch (SQLException e) {
      throw GlueError.notDone("A driver for " + url);
    }
    boolean encrypted = "true".equalsIgnoreCase(properties.get("JDBC_ENFORCE_SSL"));
    Properties login = mysql ? MySqlLogin.settings(url, encrypted, PATIENCE) : settings(encrypted);
    put(login, "user", properties.get("USERNAME"));
    put(login, "password", properties.get("PASSWORD"));
    try {
      Connection connection = driver.connect(address, login);
      if (connection == null) {
        throw failed(url, "the driver does not take it");
      }
      return connection;
    } catch (SQLException e) {
      throw failed(url, String.valueOf(e.getMessage()));
    }
  }

  private static Properties settings(boolean encrypted) {
    Properties login = new Properties();
    if (encrypted) {
      login.setProperty("sslmode", "require");
    }
    login.setProperty("connectTimeout", String.valueOf(PATIENCE.toSeconds()));
    login.setProperty("loginTimeout", String.valueOf(PATIENCE.toSeconds()));
    return login;
  }

  private static void put(Properties login, String name, @Nullable String value) {
    if (value != null) {
      login.setProperty(name, value);
    }
  }

  /** The product that a connection's URL names: {@code postgresql}, {@code mysql}. */
  static String product(String url) {
    check(url);
    return url.substring("jdbc:".length(), url.indexOf("://"));
  }

  /** The same URL for another database of the server. */
  static String withDatabase(String url, String database) {
    Matcher form = parse(url);
    if (!NAME.matcher(database).matches()) {
      throw GlueError.INVALID_INPUT.error("Not a database's name: " + database);
    }
    return url.substring(0, form.start(3)) + database + url.substring(form.end(3));
  }

  private static Matcher parse(String url) {
    Matcher form = JDBC.matcher(url);
    if (!form.matches()) {
      throw GlueError.INVALID_INPUT.error(
          "JDBC_CONNECTION_URL is not of the form jdbc:protocol://host:port/database: " + url);
    }
    return form;
  }

  private static void check(String url) {
    Matcher form = parse(url);
    String options = form.group(4);
    for (String option : options == null ? new String[0] : options.split("[&;]", -1)) {
      String name = option.split("=", 2)[0].toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && !OPTIONS.contains(name)) {
        throw GlueError.INVALID_INPUT.error(
            "JDBC_CONNECTION_URL has an option that is not allowed: " + name);
      }
    }
  }

  private static String authority(String url) {
    try {
      String authority = new URI(url).getRawAuthority();
      return authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1);
    } catch (URISyntaxException e) {
      throw GlueError.INVALID_INPUT.error("CONNECTION_URL is no URL: " + url);
    }
  }

  private static void reachAny(List<String> servers) {
    List<String> problems = new ArrayList<>();
    for (String server : servers) {
      int colon = server.lastIndexOf(':');
      if (colon < 1 || !server.substring(colon + 1).strip().matches("\\d{1,5}")) {
        throw GlueError.INVALID_INPUT.error("Not of the form host:port: " + server);
      }
      String host = server.substring(0, colon).strip();
      int port = Integer.parseInt(server.substring(colon + 1).strip());
      if (port > 65_535) {
        throw GlueError.INVALID_INPUT.error("Not a port: " + port);
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
        return;
      } catch (IOException e) {
        problems.add(server.strip() + ": " + e.getMessage());
      }
    }
    throw failed(String.join(",", servers), String.join("; ", problems));
  }

  private static ServiceError failed(String where, String why) {
    return GlueError.INVALID_INPUT.error("Connection to " + where + " failed: " + why);
  }
}
