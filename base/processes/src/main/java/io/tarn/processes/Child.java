package io.tarn.processes;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running child and everything it has started. Thread-safe. Its three streams are plain pipes:
 * whoever started it must read the output, for example with {@link LineReader}, or the child stops
 * when a pipe is full.
 */
public final class Child {
  private final Children children;
  private final String token;
  private final Process process;
  private final ChildCommand command;
  private final long startedNanos = System.nanoTime();
  private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
  private volatile boolean idle;
  private volatile ChildExit.Reason reason = ChildExit.Reason.ITSELF;

  Child(Children children, String token, Process process, ChildCommand command) {
    this.children = children;
    this.token = token;
    this.process = process;
    this.command = command;
  }

  public long pid() {
    return process.pid();
  }

  /** The child's standard input. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** The child's standard output. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** The child's standard error. */
  public InputStream errors() {
    return process.getErrorStream();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes when the child has ended and nothing of its family is left. */
  public CompletableFuture<ChildExit> exit() {
    return exit.copy();
  }

  /** The most resident memory the child itself has had, in bytes; 0 where that is unknown. */
  public long peakBytes() {
    return ProcTable.peakBytes(pid());
  }

  /** Resident memory of the family now, in bytes. */
  public long residentBytes() {
    return ProcTable.familyResidentBytes(pid());
  }

  /** A hint that the child has nothing to do: its memory is then sampled once a second only. */
  public void idle() {
    idle = true;
  }

  /** The end of {@link #idle}. */
  public void busy() {
    idle = false;
  }

  /**
   * Asks the child to end (SIGTERM), waits so long, and then kills what is left of the family.
   * Blocks until nothing is left.
   */
  public ChildExit end(Duration grace) {
    blame(ChildExit.Reason.ASKED);
    process.destroy();
    try {
      return exit.get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return kill();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The exit of a child cannot fail", e);
    }
  }

  /** Kills the whole family at once and blocks until nothing is left. */
  public ChildExit kill() {
    return kill(ChildExit.Reason.ASKED);
  }

  ChildExit kill(ChildExit.Reason why) {
    blame(why);
    process.destroyForcibly();
    return exit.join();
  }

  /** Kills the family without waiting for its end; {@link #exit} tells of it. */
  public void killSoon() {
    killSoon(ChildExit.Reason.ASKED);
  }

  void killSoon(ChildExit.Reason why) {
    blame(why);
    process.destroyForcibly();
  }

  /**
   * The first reason stands: a child that is killed for its memory and then asked died of memory.
   */
  private synchronized void blame(ChildExit.Reason why) {
    if (reason == ChildExit.Reason.ITSELF) {
      reason = why;
    }
  }

  boolean isIdle() {
    return idle;
  }

  ChildCommand command() {
    return command;
  }

  long startedNanos() {
    return startedNanos;
  }

  Process process() {
    return process;
  }

  String token() {
    return token;
  }

  /** Called once, off the reaper thread, when the direct child has ended. */
  void ended(int code) {
    try {
      Families.kill(token);
      children.forget(this);
    } finally {
      exit.complete(new ChildExit(code, reason));
    }
  }
}
