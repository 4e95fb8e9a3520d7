package io.tarn.server;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.OptionalSslConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The one port: HTTP/1.1 and HTTP/2, in plain or, with a certificate, over TLS chosen by ALPN.
 * Handlers run on virtual threads. With TLS on, plain text is still spoken on the same port for the
 * lake's own children, which connect over loopback; the pipeline refuses it from anywhere else.
 */
final class Listener implements AutoCloseable {
  /** Presigned URLs and session tokens are long. */
  private static final int HEADER_BYTES_MAX = 65_536;

  private static final Duration IDLE = Duration.ofMinutes(2);

  /** What a large body is read by; a connection has one only while it has something to read. */
  private static final int INPUT_BYTES = 64 * 1024;

  private static final long STOP_MILLIS = 10_000;

  private final Server server;
  private final ServerConnector connector;
  private final Optional<TlsFiles> tls;

  Listener(String host, int port, Optional<TlsFiles> tls, Handler handler, Ids ids) {
    this(host, port, tls, handler, ids, IDLE);
  }

  /**
   * @param idle how long a connection may neither send nor receive between requests, or within one
   *     when it is the client's turn
   */
  Listener(String host, int port, Optional<TlsFiles> tls, Handler handler, Ids ids, Duration idle) {
    this.tls = tls;
    QueuedThreadPool threads = new QueuedThreadPool(32, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        requireNonNull(VirtualThreads.getDefaultVirtualThreadsExecutor(), "no virtual threads"));
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1, factories(tls));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(idle.toMillis());
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new GracefulHandler(handler));
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new HttpRefusals(ids));
  }

  private static ConnectionFactory[] factories(Optional<TlsFiles> tls) {
    HttpConfiguration config = new HttpConfiguration();
    // Keys with //, .. and %2F must arrive as they were signed.
    config.setUriCompliance(UriCompliance.UNSAFE);
    // Without this Jetty rewrites header values that are part of a signature.
    config.setHeaderCacheCaseSensitive(true);
    config.setRequestHeaderSize(HEADER_BYTES_MAX);
    config.setResponseHeaderSize(HEADER_BYTES_MAX);
    config.setSendServerVersion(false);
    config.setSendDateHeader(true);
    HttpConnectionFactory http1 = new PatientConnections(config);
    http1.setInputBufferSize(INPUT_BYTES);
    HTTP2CServerConnectionFactory http2Plain = new HTTP2CServerConnectionFactory(config);
    if (tls.isEmpty()) {
      return new ConnectionFactory[] {http1, http2Plain};
    }
    HttpConfiguration secure = new HttpConfiguration(config);
    secure.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory secureHttp1 = new PatientConnections(secure);
    secureHttp1.setInputBufferSize(INPUT_BYTES);
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(secure);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(secureHttp1.getProtocol());
    SslConnectionFactory ssl = new SslConnectionFactory(tls.get().context(), alpn.getProtocol());
    return new ConnectionFactory[] {
      new OptionalSslConnectionFactory(ssl, secureHttp1.getProtocol()),
      alpn,
      http2,
      secureHttp1,
      http2Plain
    };
  }

  void start() {
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot listen on "
              + connector.getHost()
              + ":"
              + connector.getPort()
              + ": "
              + e.getMessage(),
          e);
    } catch (Exception e) {
      throw new IllegalStateException("The listener did not start", e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Takes up a changed certificate; connections that stand keep theirs. */
  void reloadCertificate() {
    tls.ifPresent(TlsFiles::reload);
  }

  /** Drains the calls under way, then stops. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The listener did not stop in order", e);
    }
  }

  /** A certificate chain and its key, as PEM files that may change while the lake runs. */
  static final class TlsFiles {
    private final Path certificate;
    private final Path key;
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    TlsFiles(Path certificate, Path key) {
      this.certificate = certificate;
      this.key = key;
      context.setKeyStore(PemFiles.keyStore(certificate, key));
      context.setKeyStorePassword("");
    }

    SslContextFactory.Server context() {
      return context;
    }

    Path certificate() {
      return certificate;
    }

    void reload() {
      try {
        context.reload(same -> same.setKeyStore(PemFiles.keyStore(certificate, key)));
      } catch (Exception e) {
        throw new IllegalStateException(
            "The certificate in " + certificate + " could not be taken up", e);
      }
    }
  }
}
