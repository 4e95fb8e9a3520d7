package io.tarn.server;

import java.util.Locale;

/**
 * Every key of the configuration file, with its default and what it means. The reference table in
 * docs/CONFIGURATION.md is generated from this list and compared with it by a test.
 */
enum Setting {
  SERVER_HOST("server.host", "127.0.0.1", "Address the listener binds to."),
  SERVER_PORT("server.port", "4566", "Port of the listener; 0 takes a free one."),
  SERVER_DATA("server.data", "./tarn-data", "Directory that holds everything the lake keeps."),
  SERVER_ACCOUNT("server.account", "000000000000", "The lake's AWS account id, twelve digits."),
  SERVER_REGION(
      "server.region", "us-east-1", "Region of resources that a request names no region for."),
  SERVER_TLS_CERT(
      "server.tls-cert",
      "",
      "PEM file with the certificate chain; with it the listener speaks TLS."),
  SERVER_TLS_KEY("server.tls-key", "", "PEM file with the private key (PKCS #8)."),
  SERVER_REQUESTS_AT_ONCE(
      "server.requests-at-once",
      "2000",
      "Requests under way at most, over all services; more are refused in the service's words"
          + " (SlowDown, ThrottlingException)."),
  SERVER_REQUESTS_AT_ONCE_BY_SERVICE(
      "server.requests-at-once-by-service",
      "1000",
      "The same for one service: a number for each, and others by name, as in `1000, lambda=200`."),
  SERVER_REQUESTS_PER_SECOND(
      "server.requests-per-second",
      "",
      "How often a service is asked at most, with bursts of one second's worth: `500, s3=5000`;"
          + " empty for no bound."),
  STORE_LIFECYCLE_DAY(
      "store.lifecycle-day",
      "86400",
      "Seconds that a day of lifecycle rules lasts; anything but 86400 is for trying rules out."),
  STORE_ENDPOINT(
      "store.endpoint",
      "",
      "URL of an S3-compatible store that is to keep the objects' bytes; empty keeps them in the"
          + " data directory. Never changed once there are objects."),
  STORE_ENDPOINT_REGION("store.endpoint-region", "us-east-1", "Region to sign for at that store."),
  STORE_ENDPOINT_BUCKET("store.endpoint-bucket", "", "Bucket at that store; it must exist."),
  STORE_ENDPOINT_PREFIX(
      "store.endpoint-prefix",
      "",
      "What the names of this lake's objects begin with in that bucket, e.g. lake-1/."),
  STORE_ENDPOINT_KEY_ID("store.endpoint-key-id", "", "Access key id for that store."),
  STORE_ENDPOINT_SECRET("store.endpoint-secret", "", "Secret access key for that store."),
  STORE_SCRUB_RATE(
      "store.scrub-rate",
      "8",
      "MiB a second at which all stored bytes are read again and compared; 0 switches that off."),
  IDENTITY_GUEST_ACCOUNTS(
      "identity.guest-accounts",
      "",
      "Account ids beside the lake's own, separated by commas; each gets a root key and may own"
          + " buckets."),
  STORE_DEFAULT_OBJECT_OWNERSHIP(
      "store.default-object-ownership",
      "BucketOwnerEnforced",
      "What a new bucket gets whose creator asks for nothing: BucketOwnerEnforced,"
          + " BucketOwnerPreferred or ObjectWriter."),
  STORE_BLOCK_PUBLIC_ACCESS(
      "store.block-public-access",
      "true",
      "Whether a new bucket begins with all four flags of its public access block on."),
  FUNCTIONS_PYTHON(
      "functions.python",
      "",
      "Python executable for functions; empty looks for the runtime's version on the PATH."),
  FUNCTIONS_SANDBOXES(
      "functions.sandboxes", "16", "Function sandboxes alive at most, over all functions."),
  STORE_DEFAULT_ENCRYPTION(
      "store.default-encryption",
      "none",
      "What buckets without a setting of their own do to objects that ask for no encryption: none,"
          + " or AES256 as on AWS."),
  STORE_DECRYPTED_CACHE_MAX(
      "store.decrypted-cache-max",
      "4096",
      "Bound of the encrypted objects that engines have decrypted at once, in MiB."),
  SQL_MEMORY(
      "sql.memory",
      "2048",
      "Memory of the embedded SQL engine, in MiB: a quarter for each of two large statements, an"
          + " eighth for the small ones of each of four work groups."),
  SQL_SPILL(
      "sql.spill", "32768", "What statements may spill to disk, in MiB, shared out as memory is."),
  SQL_THREADS("sql.threads", "2", "Threads of each instance of the embedded SQL engine."),
  SQL_QUERIES_AT_ONCE(
      "sql.queries-at-once", "32", "Statements executed at once at most; more wait as QUEUED."),
  SQL_QUERIES_PER_WORKGROUP(
      "sql.queries-per-workgroup",
      "24",
      "Statements of one work group executed at once at most; more wait as QUEUED."),
  SQL_WARM(
      "sql.warm", "true", "Whether SQL analysis is prepared in the background after the start.");

  private final String key;
  private final String fallback;
  private final String meaning;

  Setting(String key, String fallback, String meaning) {
    this.key = key;
    this.fallback = fallback;
    this.meaning = meaning;
  }

  String key() {
    return key;
  }

  String fallback() {
    return fallback;
  }

  String meaning() {
    return meaning;
  }

  /**
   * The environment variable that overrides the file: {@code server.tls-cert} is {@code
   * TARN_SERVER_TLS_CERT}.
   */
  String variable() {
    return "TARN_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
