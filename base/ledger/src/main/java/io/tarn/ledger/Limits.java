package io.tarn.ledger;

import java.time.Duration;

/**
 * The ledger's bounds.
 *
 * @param queue commits that may wait; one more is answered SlowDown
 * @param group calls that share one COMMIT at most
 * @param readers platform threads that read, each with a connection of its own
 * @param readQueue reads that may wait; one more is answered SlowDown
 * @param readTime how long a read may hold its snapshot once the ledger has started
 * @param walBytes the size of the write-ahead log at which the writer itself empties it
 * @param feed facts that a subscriber gets in one commit at most
 * @param subscriberAttempts tries of one fact before it is set aside
 * @param subscriberBackOff the wait after a subscriber's first failure, four times as long each
 *     time
 * @param factRetention how long facts are kept, if every subscriber has passed them
 * @param lease how long a task's claim holds without renewal, where several nodes share a lake
 * @param drain how long close waits for running tasks
 */
public record Limits(
    int queue,
    int group,
    int readers,
    int readQueue,
    Duration readTime,
    long walBytes,
    int feed,
    int subscriberAttempts,
    Duration subscriberBackOff,
    Duration factRetention,
    Duration lease,
    Duration drain) {

  public Limits {
    if (queue < 1 || group < 1 || readers < 1 || readQueue < 1 || feed < 1) {
      throw new IllegalArgumentException(
          "queue, group, readers, readQueue and feed must be positive");
    }
    if (subscriberAttempts < 1) {
      throw new IllegalArgumentException("subscriberAttempts must be positive");
    }
  }

  /** What a lake runs with unless its configuration says otherwise. */
  public static Limits standard() {
    return new Limits(
        4096,
        512,
        Math.clamp(Runtime.getRuntime().availableProcessors() * 2L, 4, 16),
        4096,
        Duration.ofSeconds(5),
        16L << 20,
        50,
        5,
        Duration.ofMillis(100),
        Duration.ofDays(7),
        Duration.ofSeconds(60),
        Duration.ofSeconds(2));
  }

  /** The same limits with another queue. */
  public Limits withQueue(int commits) {
    return new Limits(
        commits,
        group,
        readers,
        readQueue,
        readTime,
        walBytes,
        feed,
        subscriberAttempts,
        subscriberBackOff,
        factRetention,
        lease,
        drain);
  }

  /** The same limits with another time for reads. */
  public Limits withReadTime(Duration time) {
    return new Limits(
        queue,
        group,
        readers,
        readQueue,
        time,
        walBytes,
        feed,
        subscriberAttempts,
        subscriberBackOff,
        factRetention,
        lease,
        drain);
  }

  /** The same limits with other patience for subscribers that fail. */
  public Limits withSubscribers(int attempts, Duration backOff) {
    return new Limits(
        queue,
        group,
        readers,
        readQueue,
        readTime,
        walBytes,
        feed,
        attempts,
        backOff,
        factRetention,
        lease,
        drain);
  }

  /** The same limits with another time that facts are kept. */
  public Limits withFactRetention(Duration time) {
    return new Limits(
        queue,
        group,
        readers,
        readQueue,
        readTime,
        walBytes,
        feed,
        subscriberAttempts,
        subscriberBackOff,
        time,
        lease,
        drain);
  }

  /** The same limits with another lease. */
  public Limits withLease(Duration time) {
    return new Limits(
        queue,
        group,
        readers,
        readQueue,
        readTime,
        walBytes,
        feed,
        subscriberAttempts,
        subscriberBackOff,
        factRetention,
        time,
        drain);
  }
}
