package io.tarn.server;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 that passes over expectations which it does not know, as S3 does, where Jetty answers
 * 417. RFC 9110, section 10.1.1, leaves the choice to the server.
 */
final class PatientConnections extends HttpConnectionFactory {
  PatientConnections(HttpConfiguration config) {
    super(config);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    Patient connection = new Patient(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  static final class Patient extends HttpConnection {
    private @Nullable ByteBuffer passedOver;

    Patient(HttpConfiguration config, Connector connector, EndPoint endPoint) {
      super(config, connector, endPoint);
    }

    /** Bytes that are on their way already: when they are written, nothing is to be done. */
    void passOver(ByteBuffer sent) {
      passedOver = sent;
    }

    @Override
    protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
      return new Stream(method, uri, version);
    }

    private final class Stream extends HttpStreamOverHTTP1 {
      Stream(String method, String uri, HttpVersion version) {
        super(method, uri, version);
      }

      @Override
      public void send(
          MetaData.Request request,
          MetaData.@Nullable Response response,
          boolean last,
          @Nullable ByteBuffer content,
          Callback callback) {
        if (content != null && content == passedOver) {
          passedOver = null;
          callback.succeeded();
        } else {
          super.send(request, response, last, content, callback);
        }
      }

      @Override
      public void parsedHeader(HttpField field) {
        boolean known = field.getHeader() != HttpHeader.EXPECT || field.contains("100-continue");
        // A field that is only a name to Jetty stays among the headers, for it may be signed.
        super.parsedHeader(
            known ? field : new HttpField((HttpHeader) null, field.getName(), field.getValue()));
      }
    }
  }
}
