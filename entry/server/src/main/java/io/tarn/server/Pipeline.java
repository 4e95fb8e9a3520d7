package io.tarn.server;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.api.Structure;
import io.tarn.catalog.iceberg.IcebergDoor;
import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.LedgerException;
import io.tarn.protocol.Bodies;
import io.tarn.protocol.Protocol;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.Requests;
import io.tarn.protocol.Wire;
import io.tarn.server.query.QueryDoor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request, top to bottom: which operation, is there room, who is calling, the body,
 * the gate, the answer. Runs on the request's own virtual thread.
 */
final class Pipeline extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final String account;
  private final String defaultRegion;
  private final Requests requests;
  private final Ids ids;
  private final InstantSource clock;
  private final Doorkeeper doorkeeper;
  private final Gate gate;
  private final OperationTable operations;
  private final OwnPages ownPages;
  private final QueryDoor queryDoor;
  private final IcebergDoor iceberg;
  private final BearerTokens tokens;
  private final Metrics metrics;
  private final Admission admission;
  private final CrossOrigin crossOrigin;
  private final boolean plainOnlyFromLoopback;

  Pipeline(
      String account,
      String defaultRegion,
      Requests requests,
      Ids ids,
      InstantSource clock,
      Doorkeeper doorkeeper,
      Gate gate,
      OperationTable operations,
      OwnPages ownPages,
      IcebergDoor iceberg,
      BearerTokens tokens,
      QueryDoor queryDoor,
      Metrics metrics,
      Admission admission,
      CrossOrigin crossOrigin,
      boolean plainOnlyFromLoopback) {
    super(InvocationType.BLOCKING);
    this.account = account;
    this.defaultRegion = defaultRegion;
    this.requests = requests;
    this.ids = ids;
    this.clock = clock;
    this.doorkeeper = doorkeeper;
    this.gate = gate;
    this.operations = operations;
    this.ownPages = ownPages;
    this.iceberg = iceberg;
    this.tokens = tokens;
    this.queryDoor = queryDoor;
    this.metrics = metrics;
    this.admission = admission;
    this.crossOrigin = crossOrigin;
    this.plainOnlyFromLoopback = plainOnlyFromLoopback;
  }

  /** What is known of a request so far: enough to answer an error in its own protocol. */
  private static final class Progress {
    final RequestHead head;
    final String requestId;
    final @Nullable String signedName;
    Protocol protocol;
    @Nullable ServiceModel service;
    Admission.@Nullable Place place;
    @Nullable ClientWatch watch;
    String operation = "unknown";

    Progress(RequestHead head, String requestId, Requests requests) {
      this.head = head;
      this.requestId = requestId;
      signedName = Heads.signedName(head);
      protocol = requests.protocolOf(head, signedName);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    long start = System.nanoTime();
    Progress progress = new Progress(Heads.of(request), ids.uuid(), requests);
    int status = 500;
    try {
      Wire.Response answer =
          crossOrigin.mark(progress.head, progress.signedName, answer(request, progress));
      if (progress.watch != null) {
        progress.watch.close();
      }
      status = answer.head().status();
      status = send(answer, progress, request, response);
      if (status >= 400) {
        Leftovers.takeIn(request);
      }
      callback.succeeded();
    } catch (UnreadableAnswer e) {
      // The answer has begun: only a connection that breaks off tells that it is not all.
      status = 500;
      callback.failed(e);
    } catch (IOException e) {
      // The client has gone away, or broke off its body after the answer had begun: nobody is left
      // to tell.
      LOG.debug("Request {} was broken off: {}", progress.requestId, e.toString());
      callback.failed(e);
    } finally {
      if (progress.place != null) {
        progress.place.close();
      }
      metrics.answered(
          serviceName(progress), progress.operation, status, System.nanoTime() - start);
    }
    return true;
  }

  /**
   * Sends an answer, or the error that stands for it while nothing of it has been sent.
   *
   * @return the status that was sent
   */
  private int send(Wire.Response answer, Progress progress, Request request, Response response)
      throws IOException {
    Wire.Response instead;
    try {
      Answers.send(answer, request, response);
      return answer.head().status();
    } catch (ServiceError e) {
      instead = error(progress, e);
    } catch (UnreadableAnswer e) {
      metrics.unreadable(serviceName(progress), progress.operation);
      LOG.error(
          "The answer to request {} ({} of {}) is not whole: {}",
          progress.requestId,
          progress.operation,
          progress.head.rawPath(),
          e.getMessage(),
          e);
      if (response.isCommitted()) {
        throw e;
      }
      instead = error(progress, failure(progress));
    }
    Answers.send(instead, request, response);
    return instead.head().status();
  }

  private static String serviceName(Progress progress) {
    ServiceModel service = progress.service;
    return service == null ? "tarn" : service.service();
  }

  private Wire.Response answer(Request request, Progress progress) {
    try {
      if (plainOnlyFromLoopback && !request.isSecure() && !Heads.isLoopback(request)) {
        throw new ServiceError(
            "AccessDenied", 403, "This lake speaks TLS: use https instead of http");
      }
      String path = progress.head.rawPath();
      // Below a bucket's own host every path is a key.
      if (path.startsWith(OwnPages.PREFIX) && requests.bucketOfHost(progress.head.host()) == null) {
        return ownPage(request, progress);
      }
      if (path.startsWith(IcebergDoor.PREFIX)
          && requests.bucketOfHost(progress.head.host()) == null) {
        return iceberg(request, progress);
      }
      if (isForQueries(progress)) {
        return query(request, progress);
      }
      if (progress.head.method().equals("OPTIONS")) {
        progress.operation = "preflight";
        return crossOrigin.preflight(progress.head, progress.requestId);
      }
      return operation(request, progress);
    } catch (ServiceError e) {
      return error(progress, e);
    } catch (IOException e) {
      return error(
          progress,
          new ServiceError(
              "IncompleteBody", 400, "The request's body broke off: " + e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error(
          "Request {} ({}) failed by our own fault", progress.requestId, progress.operation, e);
      if (e instanceof LedgerException fault && fault.answer().isPresent()) {
        return error(progress, fault.answer().get());
      }
      return error(progress, failure(progress));
    }
  }

  private Wire.Response operation(Request request, Progress progress) throws IOException {
    // 1: which operation.
    Wire.Routed routed = requests.route(progress.head, progress.signedName);
    progress.protocol = routed.protocol();
    progress.service = routed.service();
    if (routed.operation() != null) {
      progress.operation = routed.operation();
    }
    progress.place = admission.enter(routed.service());
    // 2: who is calling; the body's proof goes with its stream.
    Doorkeeper.Admitted admitted =
        doorkeeper.admit(progress.head, routed, Content.Source.asInputStream(request));
    Call call = call(request, progress, admitted);
    // 3: what they ask for.
    try (Body body = admitted.body()) {
      Wire.Decoded decoded =
          routed.protocol().decode(routed, new Wire.Request(progress.head, body));
      progress.operation = decoded.operation();
      OperationModel<?, ?> model = decoded.model();
      Operation<?, ?> operation =
          operations
              .find(routed.service().service(), decoded.operation())
              .orElseThrow(
                  () ->
                      LocalDispatcher.notImplemented(
                          routed.service().service(), decoded.operation()));
      // 4 and 5: may they; do it; and say what came of it.
      Structure output = pass(operation, requireNonNull(decoded.input()), call);
      return routed.protocol().encode(requireNonNull(model), output, progress.requestId);
    }
  }

  @SuppressWarnings("unchecked") // The decoder built the input by the operation's own model.
  private <I extends Structure, O extends Structure> O pass(
      Operation<I, O> operation, Structure input, Call call) {
    return gate.pass(operation, (I) input, call);
  }

  private Call call(Request request, Progress progress, Doorkeeper.Admitted admitted) {
    String agent = progress.head.headers().first("user-agent");
    Call.Transport transport =
        new Call.Transport(
            Heads.peer(request),
            request.isSecure(),
            agent == null ? "" : agent,
            (request.isSecure() ? "https://" : "http://") + progress.head.host(),
            admitted.accessKeyId(),
            Optional.empty(),
            DoorKeys.of(
                progress.head, request, admitted.accessKeyId().isPresent(), clock.instant()));
    Caller caller = admitted.caller();
    Call call =
        new Call(
            caller,
            account,
            admitted.region().orElse(defaultRegion),
            progress.requestId,
            TraceIds.of(progress.head, ids),
            clock.instant(),
            ids,
            transport);
    request.addFailureListener(failure -> call.cancel());
    ClientWatch watch = new ClientWatch(request, call::cancel);
    progress.watch = watch;
    call.whenAwaited(watch::begin);
    return call;
  }

  /** What is signed for another service speaks of a bucket of that name, and gets S3's answer. */
  private boolean isForQueries(Progress progress) {
    String signedName = progress.signedName;
    return QueryDoor.opens(progress.head.rawPath())
        && requests.bucketOfHost(progress.head.host()) == null
        && (signedName == null || signedName.equals("athena"));
  }

  private Wire.Response query(Request request, Progress progress) throws IOException {
    progress.operation = "query";
    Optional<Wire.Response> open = QueryDoor.open(progress.head, progress.requestId);
    if (open.isPresent()) {
      return open.get();
    }
    try {
      ServiceModel athena = requireNonNull(Services.find("athena"));
      progress.service = athena;
      progress.place = admission.enter(athena);
      Doorkeeper.Admitted admitted =
          doorkeeper.admitToQuery(progress.head, tokens, Content.Source.asInputStream(request));
      Call call = call(request, progress, admitted);
      try (Body body = admitted.body()) {
        return queryDoor.answer(progress.head, body.open(), call);
      }
    } catch (ServiceError e) {
      return QueryDoor.error(e, progress.requestId);
    }
  }

  private Wire.Response ownPage(Request request, Progress progress) throws IOException {
    String path = progress.head.rawPath();
    progress.operation = "own-page";
    Optional<OwnPages.Page> open = ownPages.open(path);
    if (open.isPresent()) {
      return Answers.page(open.get(), progress.requestId);
    }
    InputStream body = Content.Source.asInputStream(request);
    Doorkeeper.Admitted admitted = doorkeeper.admitToOwnPage(progress.head, body);
    return Answers.page(
        ownPages.guarded(
            path, Answers.parameters(progress.head.rawQuery()), call(request, progress, admitted)),
        progress.requestId);
  }

  /** Iceberg's catalog answers in its own form, to those who sign or bring a token. */
  private Wire.Response iceberg(Request request, Progress progress) throws IOException {
    progress.operation = "iceberg";
    InputStream raw = Content.Source.asInputStream(request);
    try {
      ServiceModel glue = requireNonNull(Services.find("glue"));
      progress.service = glue;
      progress.place = admission.enter(glue);
      if (progress.head.rawPath().equals(BearerTokens.PATH)) {
        return token(request, progress, raw);
      }
      Doorkeeper.Admitted admitted =
          doorkeeper.admitToIceberg(progress.head, progress.signedName, tokens, raw);
      Call call = call(request, progress, admitted);
      try (Body body = admitted.body()) {
        IcebergDoor.Answer answer =
            iceberg.answer(
                progress.head.method(),
                progress.head.rawPath(),
                Answers.parameters(progress.head.rawQuery()),
                progress.head.header("x-iceberg-access-delegation"),
                body.open().readAllBytes(),
                call);
        return Answers.json(answer.status(), answer.body(), progress.requestId);
      }
    } catch (ServiceError e) {
      return icebergError(e, progress);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("Request {} to Iceberg's catalog failed by our own fault", progress.requestId, e);
      return icebergError(failure(progress), progress);
    }
  }

  private Wire.Response icebergError(ServiceError error, Progress progress) {
    IcebergDoor.Answer answer = iceberg.error(error);
    return Answers.json(answer.status(), answer.body(), progress.requestId);
  }

  private Wire.Response token(Request request, Progress progress, InputStream raw)
      throws IOException {
    if (!progress.head.method().equals("POST")) {
      throw new ServiceError("MethodNotAllowed", 405, "Tokens are asked for by POST");
    }
    String form = new String(Bodies.readWhole(raw), StandardCharsets.UTF_8);
    BearerTokens.Answer answer =
        tokens.issue(
            progress.head.headers().first("authorization"),
            Answers.parameters(form),
            (caller, accessKeyId) ->
                call(
                    request,
                    progress,
                    new Doorkeeper.Admitted(
                        caller, Optional.empty(), Optional.of(accessKeyId), Body.of(new byte[0]))));
    return Answers.json(answer.status(), answer.body(), progress.requestId);
  }

  private static ServiceError failure(Progress progress) {
    return new ServiceError(
        "InternalFailure",
        500,
        "The lake failed at this request; its log tells why under " + progress.requestId);
  }

  private static Wire.Response error(Progress progress, ServiceError error) {
    ServiceModel service = progress.service;
    return progress.protocol.encodeError(
        service,
        service == null ? error : Throttling.inWordsOf(service, error),
        progress.head,
        progress.requestId);
  }
}
