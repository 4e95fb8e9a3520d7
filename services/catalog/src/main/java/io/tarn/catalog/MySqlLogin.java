package io.tarn.catalog;

import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * How MariaDB's driver, which speaks MySQL's protocol too, is told what a connection of Glue says.
 * Options of a URL are read here and never reach the driver.
 */
final class MySqlLogin {
  private static final Set<String> PRODUCTS = Set.of("mysql", "mariadb");

  private MySqlLogin() {}

  static boolean takes(String product) {
    return PRODUCTS.contains(product);
  }

  /** The URL in the driver's own scheme, without options. */
  static String address(String url) {
    return "jdbc:mariadb" + url.substring(url.indexOf("://")).split("[?;]", 2)[0];
  }

  static Properties settings(String url, boolean encrypted, Duration patience) {
    Properties login = new Properties();
    login.setProperty("sslMode", encrypted ? "trust" : encryption(url));
    login.setProperty("connectTimeout", String.valueOf(patience.toMillis()));
    // A server may ask the client for any file of this machine.
    login.setProperty("allowLocalInfile", "false");
    return login;
  }

  /** By MySQL's words; what only prefers encryption goes without. */
  private static String encryption(String url) {
    String mode = "disable";
    String[] parts = url.split("[?;]", 2);
    for (String option : parts.length < 2 ? new String[0] : parts[1].split("[&;]")) {
      String[] pair = option.toLowerCase(Locale.ROOT).split("=", 2);
      String value = pair.length < 2 ? "true" : pair[1];
      switch (pair[0]) {
        case "usessl", "requiressl", "ssl" -> mode = value.equals("true") ? "trust" : mode;
        case "sslmode" ->
            mode =
                switch (value) {
                  case "required", "trust" -> "trust";
                  case "verify_ca", "verify-ca" -> "verify-ca";
                  case "verify_identity", "verify-full" -> "verify-full";
                  default -> mode;
                };
        default -> {}
      }
    }
    return mode;
  }
}
