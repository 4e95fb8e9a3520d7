package io.tarn.server;

import java.util.concurrent.Semaphore;

/**
 * How many requests are under way at once. One more is refused at once rather than queued without
 * end.
 */
final class Admission {
  private final Semaphore places;
  private final int limit;

  Admission(int limit) {
    this.limit = limit;
    places = new Semaphore(limit);
  }

  boolean tryEnter() {
    return places.tryAcquire();
  }

  void leave() {
    places.release();
  }

  int underWay() {
    return limit - places.availablePermits();
  }
}
