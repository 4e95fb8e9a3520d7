package io.tarn.duckdb;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which instance a statement runs in: its work group's, together with the group's other small
 * statements, or one that it has for itself while it runs. The limits of all instances together are
 * the engine's.
 *
 * <p>Large statements wait for one another and not for small ones, nor do small ones wait for them.
 */
final class Instances implements AutoCloseable {
  /** Half of the engine's memory is the groups', the other half the large statements'. */
  static final int GROUPS = 4;

  static final int LANES = 2;

  private final Instance.Share groupShare;
  private final List<Seat> seats = new ArrayList<>();
  private final List<LargeLane> lanes = new ArrayList<>();
  private final Deque<LargeLane> free = new ArrayDeque<>();
  private final Deque<CompletableFuture<LargeLane>> waiting = new ArrayDeque<>();
  private long clock;

  Instances(DuckDbEngine.Limits limits) {
    groupShare = share(limits, 2 * GROUPS);
    for (int i = 0; i < LANES; i++) {
      lanes.add(new LargeLane("large-" + i, share(limits, 2 * LANES)));
    }
    free.addAll(lanes);
  }

  private static Instance.Share share(DuckDbEngine.Limits limits, int part) {
    return new Instance.Share(
        limits.memoryMegabytes() / part, limits.spillMegabytes() / part, limits.threads());
  }

  /** A work group's instance and who uses it. */
  private static final class Seat {
    final int number;
    Path root;
    String group;
    Instance instance;
    int users;
    long used;

    Seat(int number, Path root, String group, Instance instance) {
      this.number = number;
      this.root = root;
      this.group = group;
      this.instance = instance;
    }
  }

  /** A statement's use of an instance. */
  interface Lease extends AutoCloseable {
    Instance instance();

    @Override
    void close();
  }

  /**
   * The instance of a group's small statements. When more groups are busy at once than there are
   * instances, two of them share one.
   */
  synchronized Lease ofGroup(Path root, String group) throws SQLException {
    Seat seat = seat(root, group);
    seat.users++;
    seat.used = ++clock;
    Instance instance = seat.instance;
    return new Lease() {
      private boolean closed;

      @Override
      public Instance instance() {
        return instance;
      }

      @Override
      public void close() {
        synchronized (Instances.this) {
          if (!closed) {
            closed = true;
            seat.users--;
          }
        }
      }
    };
  }

  private Seat seat(Path root, String group) throws SQLException {
    Optional<Seat> own =
        seats.stream().filter(s -> s.group.equals(group) && s.root.equals(root)).findFirst();
    if (own.isPresent() && !own.get().instance.registry().isCrowded()) {
      return own.get();
    }
    if (own.isEmpty() && seats.size() < GROUPS) {
      int number = seats.size();
      Seat seat = new Seat(number, root, group, open(root, number));
      seats.add(seat);
      return seat;
    }
    Optional<Seat> idle =
        own.or(
            () ->
                seats.stream()
                    .filter(s -> s.users == 0)
                    .min(Comparator.comparingLong(s -> s.used)));
    if (idle.isEmpty()) {
      return seats.stream()
          .filter(s -> s.root.equals(root))
          .min(Comparator.comparingInt(s -> s.users))
          .orElseThrow(() -> new SQLException("Every instance is busy below another directory"));
    }
    Seat seat = idle.get();
    seat.instance.close();
    seat.instance = open(root, seat.number);
    seat.root = root;
    seat.group = group;
    return seat;
  }

  private Instance open(Path root, int number) throws SQLException {
    return Instance.open(root, "group-" + number, groupShare);
  }

  /** A place for one large statement, once there is one; whoever takes it gives it back. */
  synchronized CompletableFuture<LargeLane> lane() {
    LargeLane lane = free.poll();
    if (lane != null) {
      return CompletableFuture.completedFuture(lane);
    }
    CompletableFuture<LargeLane> place = new CompletableFuture<>();
    waiting.add(place);
    return place;
  }

  synchronized void giveBack(LargeLane lane) {
    CompletableFuture<LargeLane> next = waiting.poll();
    while (next != null) {
      // Who has been cancelled waits no longer.
      if (next.complete(lane)) {
        return;
      }
      next = waiting.poll();
    }
    free.push(lane);
  }

  @Override
  public synchronized void close() {
    seats.forEach(seat -> seat.instance.close());
    seats.clear();
    lanes.forEach(LargeLane::close);
  }
}
