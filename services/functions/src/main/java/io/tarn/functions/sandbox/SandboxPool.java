package io.tarn.functions.sandbox;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warm sandboxes, used again by equal specs, last used first; at most so many at once. When all
 * places are taken, the one that has waited longest makes room; when all are at work, the call is
 * throttled. Thread-safe.
 */
public final class SandboxPool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SandboxPool.class);

  private final SandboxStarter starter;
  private final SandboxLimits limits;
  private final ScheduledExecutorService timers;
  private final ExecutorService ahead =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("functions-ahead").factory());
  private final Object lock = new Object();
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Map<String, CompletableFuture<SandboxSpec>> starting = new ConcurrentHashMap<>();
  private final Map<String, Integer> running = new HashMap<>();
  private int living;
  private boolean closed;

  private record Idle(Sandbox sandbox, long sinceNanos) {}

  public SandboxPool(SandboxStarter starter, SandboxLimits limits) {
    this.starter = requireNonNull(starter, "starter is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("functions-timers").factory());
    long every = Math.max(100, limits.idleMax().toMillis() / 4);
    timers.scheduleWithFixedDelay(this::endIdle, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Runs one invocation, in a warm sandbox or a new one.
   *
   * @param concurrency how many of the function's invocations may run at once
   * @throws Throttled when nothing may run now
   * @throws IOException when the child cannot be started
   * @throws io.tarn.kernel.ServiceError when the runtime or the role is missing
   */
  public Outcome invoke(SandboxSpec spec, OptionalInt concurrency, Invocation call)
      throws Throttled, IOException, InterruptedException {
    CompletableFuture<SandboxSpec> coming = starting.get(spec.key());
    if (coming != null) {
      // It is further on than one that begins now.
      coming.join();
    }
    Sandbox sandbox = acquire(spec, concurrency);
    boolean usable = false;
    try {
      if (sandbox == null) {
        sandbox = starter.start(spec, timers);
      }
      Outcome outcome = sandbox.invoke(call);
      usable = sandbox.isUsable();
      return outcome;
    } finally {
      release(spec, sandbox, usable);
    }
  }

  /**
   * Starts a sandbox in the background for calls that will come, as AWS does after a function was
   * made or changed. Says nothing when it cannot: the first call then tells why.
   *
   * @return completes when the sandbox stands or is given up
   */
  public CompletableFuture<SandboxSpec> startAhead(SandboxSpec spec) {
    synchronized (lock) {
      if (closed || living >= limits.aheadMax()) {
        return CompletableFuture.completedFuture(spec);
      }
      living++;
    }
    CompletableFuture<SandboxSpec> done = new CompletableFuture<>();
    starting.put(spec.key(), done);
    ahead.execute(
        () -> {
          try {
            startNow(spec);
          } finally {
            starting.remove(spec.key(), done);
            done.complete(spec);
          }
        });
    return done;
  }

  private void startNow(SandboxSpec spec) {
    Sandbox sandbox = null;
    try {
      sandbox = starter.start(spec, timers);
    } catch (IOException | RuntimeException e) {
      log.debug("{} is not started ahead: {}", spec.key(), e.toString());
    }
    boolean kept;
    synchronized (lock) {
      kept = sandbox != null && !closed;
      if (kept) {
        idle.addFirst(new Idle(requireNonNull(sandbox), System.nanoTime()));
      } else {
        living--;
      }
    }
    if (!kept && sandbox != null) {
      sandbox.end();
    }
  }

  /** A warm sandbox, or null when the caller may start one. */
  private @Nullable Sandbox acquire(SandboxSpec spec, OptionalInt concurrency) throws Throttled {
    List<Sandbox> ended = new ArrayList<>();
    try {
      synchronized (lock) {
        if (closed) {
          throw new Throttled("CallerRateLimitExceeded");
        }
        int now = running.getOrDefault(spec.function(), 0);
        if (concurrency.isPresent() && now >= concurrency.getAsInt()) {
          throw new Throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
        }
        Sandbox warm = takeWarm(spec, ended);
        if (warm == null) {
          makeRoom(ended);
          living++;
        }
        running.put(spec.function(), now + 1);
        return warm;
      }
    } finally {
      ended.forEach(Sandbox::end);
    }
  }

  private @Nullable Sandbox takeWarm(SandboxSpec spec, List<Sandbox> ended) {
    for (Iterator<Idle> each = idle.iterator(); each.hasNext(); ) {
      Sandbox sandbox = each.next().sandbox();
      if (!sandbox.isUsable()) {
        each.remove();
        living--;
        ended.add(sandbox);
      } else if (sandbox.spec().key().equals(spec.key())) {
        each.remove();
        return sandbox;
      }
    }
    return null;
  }

  private void makeRoom(List<Sandbox> ended) throws Throttled {
    if (living >= limits.sandboxesMax()) {
      Idle oldest = idle.pollLast();
      if (oldest == null) {
        throw new Throttled("ConcurrentInvocationLimitExceeded");
      }
      living--;
      ended.add(oldest.sandbox());
    }
  }

  private void release(SandboxSpec spec, @Nullable Sandbox sandbox, boolean usable) {
    boolean keep;
    synchronized (lock) {
      running.computeIfPresent(spec.function(), (name, count) -> count > 1 ? count - 1 : null);
      keep = usable && !closed;
      if (keep) {
        idle.addFirst(new Idle(requireNonNull(sandbox), System.nanoTime()));
      } else {
        living--;
      }
    }
    if (!keep && sandbox != null) {
      sandbox.end();
    }
  }

  /** Ends the warm sandboxes of a function, whose code or settings have changed. */
  public void retire(String function) {
    endWhere(each -> each.sandbox().spec().function().equals(function));
  }

  private void endIdle() {
    long oldest = System.nanoTime() - limits.idleMax().toNanos();
    endWhere(each -> each.sinceNanos() - oldest < 0);
  }

  private void endWhere(java.util.function.Predicate<Idle> condition) {
    List<Sandbox> ended = new ArrayList<>();
    synchronized (lock) {
      idle.removeIf(
          each -> {
            boolean matches = condition.test(each);
            if (matches) {
              ended.add(each.sandbox());
            }
            return matches;
          });
      living -= ended.size();
    }
    ended.forEach(Sandbox::end);
  }

  public SandboxLimits limits() {
    return limits;
  }

  /** How many sandboxes live now. */
  public int living() {
    synchronized (lock) {
      return living;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    endWhere(each -> true);
    // What waits still runs, and finds the pool closed.
    ahead.shutdown();
    timers.shutdown();
  }
}
