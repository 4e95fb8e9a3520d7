package io.tarn.api;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Caller;
import io.tarn.kernel.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One request under way. Ids and time come from here, so that a commit that runs twice writes the
 * same.
 *
 * <p>Thread-safe. {@link #cancel} is called when the client goes away; what was registered by
 * {@link #onCancel} runs then, once, on the cancelling thread.
 */
public final class Call {
  private final Caller caller;
  private final String account;
  private final String region;
  private final String requestId;
  private final String traceId;
  private final Instant now;
  private final Ids ids;
  private final Transport transport;
  private final List<Runnable> onCancel = new CopyOnWriteArrayList<>();
  private volatile Runnable onAwaited = () -> {};
  private volatile boolean cancelled;

  public Call(
      Caller caller,
      String account,
      String region,
      String requestId,
      String traceId,
      Instant now,
      Ids ids,
      Transport transport) {
    this.caller = requireNonNull(caller, "caller is null");
    this.account = requireNonNull(account, "account is null");
    this.region = requireNonNull(region, "region is null");
    this.requestId = requireNonNull(requestId, "requestId is null");
    this.traceId = requireNonNull(traceId, "traceId is null");
    this.now = requireNonNull(now, "now is null");
    this.ids = requireNonNull(ids, "ids is null");
    this.transport = requireNonNull(transport, "transport is null");
  }

  public Caller caller() {
    return caller;
  }

  /** The lake's account, which owns every resource in it. */
  public String account() {
    return account;
  }

  /** The region the request was signed for. */
  public String region() {
    return region;
  }

  public String requestId() {
    return requestId;
  }

  /** One id from a first cause (an upload) through facts, tasks and calls to its last effect. */
  public String traceId() {
    return traceId;
  }

  /** The time of the call, the same however often it is asked. */
  public Instant now() {
    return now;
  }

  public Ids ids() {
    return ids;
  }

  public Transport transport() {
    return transport;
  }

  /** What a new call made on behalf of this one starts from. */
  public Dispatcher.Origin origin() {
    return new Dispatcher.Origin(caller, region, traceId);
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * For work that may wait long. The action ends the waiting; it must bear to be run when there is
   * nothing to end any more.
   */
  public void onCancel(Runnable action) {
    onCancel.add(action);
    onAwaited.run();
    if (cancelled) {
      action.run();
    }
  }

  /** What begins to look whether the client is still there, as soon as somebody wants to know. */
  public void whenAwaited(Runnable begin) {
    onAwaited = requireNonNull(begin, "begin is null");
  }

  public void cancel() {
    if (!cancelled) {
      cancelled = true;
      onCancel.forEach(Runnable::run);
    }
  }

  /**
   * How the request came in, for condition keys and logs. A dispatched call is secure, local and
   * via a service.
   *
   * @param sourceIp the peer's address
   * @param secure whether TLS was used
   * @param endpoint the lake's own URL as this client sees it, e.g. {@code http://127.0.0.1:4566}
   * @param accessKeyId the key that signed, when one did
   * @param viaService the service principal on whose behalf the call is made, when it was
   *     dispatched
   * @param keys condition keys that only the door can know, in lower case, e.g. {@code aws:referer}
   *     and {@code s3:authtype}
   */
  public record Transport(
      String sourceIp,
      boolean secure,
      String userAgent,
      String endpoint,
      Optional<String> accessKeyId,
      Optional<String> viaService,
      Map<String, String> keys) {
    public Transport {
      keys = Map.copyOf(keys);
    }

    /** One that brings no condition keys of its own. */
    public Transport(
        String sourceIp,
        boolean secure,
        String userAgent,
        String endpoint,
        Optional<String> accessKeyId,
        Optional<String> viaService) {
      this(sourceIp, secure, userAgent, endpoint, accessKeyId, viaService, Map.of());
    }
  }
}
