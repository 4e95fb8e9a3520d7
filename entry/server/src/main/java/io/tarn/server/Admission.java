package io.tarn.server;

import static java.util.Objects.requireNonNull;

import io.tarn.api.ServiceModel;
import io.tarn.kernel.ServiceError;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Who comes in: bounds on the requests under way, of the lake and of each service, and a rate for
 * each service. What is too much is refused at once, in the service's own words, rather than queued
 * without end; no service can take every place, so that long calls of one do not starve another.
 * Thread-safe.
 */
final class Admission {
  /**
   * @param atOnce requests under way at most, over all services
   * @param atOnceByService the same for one service
   * @param perSecond how often one service is asked at most
   */
  record Limits(int atOnce, PerService atOnceByService, PerService perSecond) {
    Limits {
      requireNonNull(atOnceByService, "atOnceByService is null");
      requireNonNull(perSecond, "perSecond is null");
    }
  }

  /** One request's place; given back once, when its answer has been sent or given up. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  private final Limits limits;
  private final Semaphore places;
  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private final Map<String, Door> doors = new ConcurrentHashMap<>();

  Admission(Limits limits, Metrics metrics, LongSupplier nanoTime) {
    this.limits = requireNonNull(limits, "limits is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    places = new Semaphore(limits.atOnce());
    metrics.gauge("tarn_requests_under_way", this::underWay);
  }

  /**
   * @throws ServiceError as the service itself refuses who asks too much
   */
  Place enter(ServiceModel service) {
    Door door = doors.computeIfAbsent(service.service(), this::door);
    if (door.rate.isPresent() && !door.rate.get().tryTake()) {
      throw refused(service, Setting.SERVER_REQUESTS_PER_SECOND);
    }
    if (!door.places.tryAcquire()) {
      throw refused(service, Setting.SERVER_REQUESTS_AT_ONCE_BY_SERVICE);
    }
    if (!places.tryAcquire()) {
      door.places.release();
      throw refused(service, Setting.SERVER_REQUESTS_AT_ONCE);
    }
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.compareAndSet(true, false)) {
        places.release();
        door.places.release();
      }
    };
  }

  int underWay() {
    return limits.atOnce() - places.availablePermits();
  }

  private ServiceError refused(ServiceModel service, Setting limit) {
    metrics.refused(service.service(), limit.key());
    return Throttling.of(service);
  }

  private Door door(String service) {
    int atOnce = limits.atOnceByService().of(service).orElse(limits.atOnce());
    Door door =
        new Door(
            new Semaphore(atOnce),
            limits.perSecond().of(service).stream()
                .mapToObj(rate -> new TokenBucket(rate, nanoTime))
                .findFirst());
    metrics.gauge(
        "tarn_service_requests_under_way{service=\"" + service + "\"}",
        () -> atOnce - door.places.availablePermits());
    return door;
  }

  private record Door(Semaphore places, Optional<TokenBucket> rate) {}
}
