package io.tarn.server.query;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.athena.QueryExecution;
import io.tarn.kernel.ServiceError;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.ResponseHead;
import io.tarn.protocol.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lake's own door for queries, described by {@code /query/openapi.json}:
 *
 * <ul>
 *   <li>{@code GET /query?query=...} and {@code POST /query} run a statement and answer its first
 *       rows; with {@code Prefer: respond-async} they answer at once where it can be looked for;
 *   <li>{@code GET /query/<id>} answers the rows of a statement, or that it still runs; {@code
 *       ?cursor=} those after a page;
 *   <li>{@code DELETE /query/<id>} stops it.
 * </ul>
 *
 * <p>Rows come as pages; in Arrow's format all of them as one stream, unless {@code maxRows} asks
 * for a page. Who calls signs as for Athena or brings a bearer token.
 *
 * <p>Everything is done by Athena's operations as the request's caller: statements stand in the
 * history, results lie where the work group wants them.
 */
public final class QueryDoor {
  private static final String ROOT = "/query";
  private static final String DESCRIPTION = ROOT + "/openapi.json";
  private static final Pattern ONE = Pattern.compile(ROOT + "/([0-9a-f-]{36})");
  private static final Pattern CODE = Pattern.compile("([A-Z][A-Z0-9_]+): .*", Pattern.DOTALL);

  private final Statements statements;

  public QueryDoor(Operations operations) {
    this.statements = new Statements(operations);
  }

  public static boolean opens(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  /** What is open to anyone. */
  public static Optional<Wire.Response> open(RequestHead head, String requestId) {
    if (!head.rawPath().equals(DESCRIPTION) || !head.method().equals("GET")) {
      return Optional.empty();
    }
    try (InputStream in = requireNonNull(QueryDoor.class.getResourceAsStream("openapi.json"))) {
      return Optional.of(response(200, "application/json", in.readAllBytes(), requestId, Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws ServiceError to be answered by {@link #error}
   * @throws IOException when the body breaks off
   */
  public Wire.Response answer(RequestHead head, InputStream body, Call call) throws IOException {
    Format format = Format.of(head.headers().first("accept"));
    if (head.rawPath().equals(ROOT)) {
      return run(head, QueryRequest.of(head, body), format, call);
    }
    Matcher one = ONE.matcher(head.rawPath());
    if (!one.matches()) {
      throw new ServiceError("NotFound", 404, "There is nothing at " + head.rawPath());
    }
    String id = one.group(1);
    return switch (head.method()) {
      case "GET" -> {
        Map<String, List<String>> given = QueryRequest.parameters(head.rawQuery());
        Optional<String> cursor = QueryRequest.first(given, "cursor");
        OptionalInt rows = QueryRequest.rows(QueryRequest.first(given, "maxRows"));
        QueryExecution execution = statements.find(id, call);
        yield Statements.isOpen(execution)
            ? accepted(execution, call)
            : page(execution, cursor, rows, format, call);
      }
      case "DELETE" -> {
        statements.stop(id, call);
        yield response(204, "application/json", new byte[0], call.requestId(), Map.of());
      }
      default ->
          throw new ServiceError("MethodNotAllowed", 405, "/query/<id> takes GET and DELETE");
    };
  }

  private Wire.Response run(RequestHead head, QueryRequest request, Format format, Call call)
      throws IOException {
    String id = statements.start(request, call);
    String prefer = requireNonNullElse(head.headers().first("prefer"), "");
    if (prefer.contains("respond-async")) {
      return accepted(statements.find(id, call), call);
    }
    return page(statements.await(id, call), Optional.empty(), request.maxRows(), format, call);
  }

  private static Wire.Response accepted(QueryExecution execution, Call call) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", execution.queryExecutionId());
    node.put("state", Statements.state(execution));
    return response(
        202,
        Format.JSON.contentType,
        node.toString().getBytes(StandardCharsets.UTF_8),
        call.requestId(),
        Map.of("Location", ROOT + "/" + execution.queryExecutionId()));
  }

  private Wire.Response page(
      QueryExecution execution,
      Optional<String> cursor,
      OptionalInt wanted,
      Format format,
      Call call)
      throws IOException {
    if (!Statements.state(execution).equals("SUCCEEDED")) {
      throw failure(execution);
    }
    int max = wanted.orElse(QueryRequest.ROWS_MAX);
    Rows page = statements.rows(execution, cursor, max, call);
    if (format == Format.ARROW && wanted.isEmpty()) {
      // Types are told once and rows need no links between them: all of them are one stream.
      Body all =
          ArrowStream.all(page, next -> statements.rows(execution, Optional.of(next), max, call));
      return response(200, format.contentType, all, call.requestId(), Map.of());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(requireNonNullElse(execution.query(), ""), page, out);
    Map<String, String> headers =
        page.next()
            .map(
                token ->
                    Map.of(
                        "Link",
                        "<%s/%s?cursor=%s>; rel=\"next\""
                            .formatted(
                                ROOT,
                                execution.queryExecutionId(),
                                URLEncoder.encode(token, StandardCharsets.UTF_8))))
            .orElse(Map.of());
    return response(200, format.contentType, out.toByteArray(), call.requestId(), headers);
  }

  /** A failed statement as an error: its code is the word before the first colon. */
  private static ServiceError failure(QueryExecution execution) {
    String reason =
        execution.status() == null
            ? ""
            : requireNonNullElse(execution.status().stateChangeReason(), "");
    if (Statements.state(execution).equals("CANCELLED")) {
      return new ServiceError("QueryCancelled", 409, reason);
    }
    Matcher code = CODE.matcher(reason);
    boolean internal = reason.startsWith("GENERIC_INTERNAL_ERROR");
    return new ServiceError(
        code.matches() ? code.group(1) : "QueryFailed", internal ? 500 : 400, reason);
  }

  /** Every error of this door: {@code {"error": code, "message": text}}. */
  public static Wire.Response error(ServiceError error, String requestId) {
    boolean unsigned =
        error.code().equals("MissingAuthenticationTokenException") || error.status() == 401;
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("error", error.code());
    node.put("message", error.message());
    return response(
        unsigned ? 401 : error.status(),
        Format.JSON.contentType,
        node.toString().getBytes(StandardCharsets.UTF_8),
        requestId,
        unsigned ? Map.of("WWW-Authenticate", "AWS4-HMAC-SHA256, Bearer") : Map.of());
  }

  private static Wire.Response response(
      int status, String type, byte[] bytes, String requestId, Map<String, String> more) {
    return response(status, type, Body.of(bytes), requestId, more);
  }

  private static Wire.Response response(
      int status, String type, Body body, String requestId, Map<String, String> more) {
    Headers.Builder headers =
        Headers.builder().add("Content-Type", type).add("x-amz-request-id", requestId);
    more.forEach(headers::add);
    return new Wire.Response(new ResponseHead(status, headers.build()), body);
  }
}
