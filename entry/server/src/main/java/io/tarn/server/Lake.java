package io.tarn.server;

import io.tarn.api.Operation;
import io.tarn.identity.KeyPair;
import io.tarn.kernel.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A running lake: opened by a configuration, closed once. */
public final class Lake implements AutoCloseable {
  private final Path data;
  private final Wiring wiring;
  private final Listener listener;
  private final String url;

  private Lake(Path data, Wiring wiring, Listener listener, String url) {
    this.data = data;
    this.wiring = wiring;
    this.listener = listener;
    this.url = url;
  }

  /**
   * Opens the data directory, builds the rooms, and listens. Returns when the first request can be
   * answered.
   *
   * @throws RuntimeException saying in one sentence why the lake cannot start
   */
  public static Lake open(Configuration configuration) {
    Path data = configuration.dataDirectory();
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the data directory " + data, e);
    }
    AtomicReference<String> endpoint = new AtomicReference<>("");
    Ids ids = new Ids(new SecureRandom());
    Wiring wiring = new Wiring(configuration, InstantSource.system(), ids, endpoint::get);
    try {
      KeyPair root = wiring.identity().rootCredentials(givenRootKey());
      RootCredentialsFile.write(data, root, wiring.identity().guestCredentials());
      Listener listener = listen(configuration, wiring, ids);
      String url = url(configuration, listener.port());
      endpoint.set(localUrl(configuration, listener.port()));
      wiring.start();
      return new Lake(data, wiring, listener, url);
    } catch (RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  private static Listener listen(Configuration configuration, Wiring wiring, Ids ids) {
    Optional<Listener.TlsFiles> tls =
        configuration
            .optional(Setting.SERVER_TLS_CERT)
            .map(
                certificate ->
                    new Listener.TlsFiles(
                        Path.of(certificate), Path.of(configuration.text(Setting.SERVER_TLS_KEY))));
    Listener listener =
        new Listener(
            configuration.text(Setting.SERVER_HOST),
            configuration.number(Setting.SERVER_PORT),
            tls,
            wiring.pipeline(),
            ids);
    listener.start();
    tls.ifPresent(files -> CertificateWatch.begin(files, listener));
    return listener;
  }

  private static Optional<KeyPair> givenRootKey() {
    String id = System.getenv("TARN_ROOT_ACCESS_KEY_ID");
    String secret = System.getenv("TARN_ROOT_SECRET_ACCESS_KEY");
    if (id == null && secret == null) {
      return Optional.empty();
    }
    if (id == null || secret == null || id.isBlank() || secret.isBlank()) {
      throw new IllegalArgumentException(
          "TARN_ROOT_ACCESS_KEY_ID and TARN_ROOT_SECRET_ACCESS_KEY are given together or not at all");
    }
    return Optional.of(new KeyPair(id, secret));
  }

  private static String url(Configuration configuration, int port) {
    String scheme = configuration.optional(Setting.SERVER_TLS_CERT).isPresent() ? "https" : "http";
    return scheme + "://" + reachable(configuration.text(Setting.SERVER_HOST)) + ":" + port;
  }

  /** How the lake's own children reach it: over loopback, in plain text. */
  private static String localUrl(Configuration configuration, int port) {
    return "http://" + reachable(configuration.text(Setting.SERVER_HOST)) + ":" + port;
  }

  private static String reachable(String host) {
    return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }

  /** Where clients reach the lake, e.g. {@code http://127.0.0.1:4566}. */
  public String url() {
    return url;
  }

  public Path dataDirectory() {
    return data;
  }

  public Path rootCredentialsFile() {
    return RootCredentialsFile.in(data);
  }

  /** Every operation the lake has, for the tables in the documents. */
  public List<Operation<?, ?>> operations() {
    return wiring.operations().all();
  }

  /** Drains the calls under way, stops children and tasks, closes the ledger. */
  @Override
  public void close() {
    try {
      listener.close();
    } finally {
      wiring.close();
    }
  }
}
