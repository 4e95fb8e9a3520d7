package io.tarn.functions.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.processes.Child;
import io.tarn.processes.ChildExit;
import io.tarn.processes.LineReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One child process that runs the handler of one version of a function, one invocation at a time;
 * whoever holds it sees to that. A sandbox that has failed to load, timed out or died is not used
 * again.
 */
final class Sandbox {
  private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
  private static final Duration MARK_PATIENCE = Duration.ofSeconds(2);
  private static final Duration EXIT_PATIENCE = Duration.ofSeconds(2);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);
  private static final int STACK_BYTES = 256 << 10;
  private static final int RAW_LINE_MAX = 2 << 20;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final SandboxSpec spec;
  private final Child child;
  private final SandboxOutput output;
  private final SandboxLimits limits;
  private final ScheduledExecutorService timers;
  private final InstantSource clock;
  private final Instant expires;
  private final LineReader reader;
  private final BlockingQueue<Optional<Frame>> answers = new LinkedBlockingQueue<>();
  private final long startedNanos = System.nanoTime();
  private volatile boolean timedOut;
  private boolean fresh = true;
  private boolean loaded;
  private boolean usable = true;
  private volatile long initNanos;
  private long peakBytes;

  Sandbox(
      SandboxSpec spec,
      Child child,
      SandboxOutput output,
      SandboxLimits limits,
      ScheduledExecutorService timers,
      InstantSource clock,
      Instant expires) {
    this.spec = spec;
    this.child = child;
    this.output = output;
    this.limits = limits;
    this.timers = timers;
    this.clock = clock;
    this.expires = expires;
    String name = "functions-" + spec.name() + "-" + child.pid();
    this.reader = LineReader.start(name + "-output", child.errors(), RAW_LINE_MAX, output::line);
    Thread.Builder.OfPlatform builder =
        Thread.ofPlatform().daemon().name(name + "-answers").stackSize(STACK_BYTES);
    builder.start(this::readAnswers);
  }

  SandboxSpec spec() {
    return spec;
  }

  /** Whether it can take one more invocation and its credentials outlast it. */
  boolean isUsable() {
    return usable
        && !timedOut
        && child.isAlive()
        && expires.isAfter(clock.instant().plusSeconds(spec.timeoutSeconds() + 60L));
  }

  private void readAnswers() {
    try (InputStream in = new BufferedInputStream(child.output(), 64 << 10)) {
      Frame frame = Frame.read(in, limits.responseMax());
      initNanos = System.nanoTime() - startedNanos;
      while (frame != null) {
        answers.add(Optional.of(frame));
        frame = Frame.read(in, limits.responseMax());
      }
    } catch (IOException e) {
      log.debug("The answers of {} broke off: {}", spec.key(), e.getMessage());
      child.killSoon();
    }
    answers.add(Optional.empty());
  }

  /** Sends what to load; the code is loaded while the first invocation is on its way. */
  void load(ObjectNode init) {
    send(init, new byte[0]);
  }

  /** Runs one invocation to its end; never throws for what the function did. */
  Outcome invoke(Invocation call) throws InterruptedException {
    child.busy();
    if (fresh) {
      awaitLoaded();
    }
    output.begin();
    output.add("START RequestId: " + call.requestId() + " Version: " + spec.version());
    long begin = System.nanoTime();
    Optional<Frame> answer = exchange(call);
    long took = System.nanoTime() - begin;
    peakBytes = Math.max(peakBytes, child.peakBytes());
    Outcome outcome;
    if (answer.isPresent()) {
      output.awaitEnd(call.requestId(), MARK_PATIENCE);
      usable = loaded;
      outcome = answered(answer.get());
    } else {
      usable = false;
      took = timedOut ? TimeUnit.SECONDS.toNanos(spec.timeoutSeconds()) : took;
      outcome = died(call);
    }
    report(call, took);
    fresh = false;
    child.idle();
    output.flush();
    return new Outcome(outcome.payload(), outcome.functionError(), output.tail());
  }

  private void awaitLoaded() throws InterruptedException {
    Duration most = limits.initMax().plusSeconds(spec.timeoutSeconds());
    ScheduledFuture<?> timer = timeoutAfter(most);
    Optional<Frame> ready =
        answers.poll(most.plus(KILL_PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    timer.cancel(false);
    loaded = ready != null && ready.map(frame -> frame.kind().equals("ready")).orElse(false);
    if (ready == null || ready.isEmpty()) {
      answers.add(Optional.empty());
    } else {
      output.awaitEnd("init", MARK_PATIENCE);
    }
  }

  private Optional<Frame> exchange(Invocation call) throws InterruptedException {
    if (timedOut) {
      return Optional.empty();
    }
    Duration most = Duration.ofSeconds(spec.timeoutSeconds());
    ObjectNode head =
        NODES
            .objectNode()
            .put("request_id", call.requestId())
            .put("arn", call.arn())
            .put("trace", "Root=" + call.traceId())
            .put("deadline", clock.instant().plus(most).toEpochMilli());
    call.clientContext().ifPresent(context -> head.put("client_context", context));
    ScheduledFuture<?> timer = timeoutAfter(most);
    try {
      send(head, call.payload());
      Optional<Frame> answer =
          answers.poll(most.plus(KILL_PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
      return answer == null ? Optional.empty() : answer;
    } finally {
      timer.cancel(false);
    }
  }

  private ScheduledFuture<?> timeoutAfter(Duration most) {
    return timers.schedule(
        () -> {
          timedOut = true;
          peakBytes = Math.max(peakBytes, child.peakBytes());
          child.killSoon();
        },
        most.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void send(ObjectNode head, byte[] body) {
    try {
      Frame.write(child.input(), head, body);
    } catch (IOException e) {
      // The end of the answers tells the same, with the reason of the exit.
      log.debug("{} takes no more invocations: {}", spec.key(), e.getMessage());
    }
  }

  private Outcome answered(Frame answer) {
    if (answer.tooLarge()) {
      String message =
          "Response payload size exceeded maximum allowed payload size (%d bytes)."
              .formatted(limits.responseMax());
      return failed("Function.ResponseSizeTooLarge", message);
    }
    Optional<String> error =
        answer.kind().equals("response") ? Optional.empty() : Optional.of("Unhandled");
    return new Outcome(answer.body(), error, "");
  }

  private Outcome died(Invocation call) throws InterruptedException {
    ChildExit exit = lastWords();
    reader.await();
    String prefix = "RequestId: " + call.requestId() + " ";
    if (timedOut) {
      String message =
          String.format(
              java.util.Locale.ROOT, "Task timed out after %d.00 seconds", spec.timeoutSeconds());
      output.add(
          clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + call.requestId() + " " + message);
      return failed("Sandbox.Timedout", prefix + "Error: " + message);
    }
    String kind = "Runtime.ExitError";
    if (exit.reason() == ChildExit.Reason.MEMORY) {
      kind = "Runtime.OutOfMemory";
      peakBytes = (long) spec.memoryMegabytes() << 20;
    }
    String message = prefix + "Error: " + describe(exit);
    output.add(message + "\n" + kind);
    return failed(kind, message);
  }

  /** A child that closes its pipe is about to end by itself: its own exit status tells why. */
  private ChildExit lastWords() throws InterruptedException {
    try {
      return child.exit().get(EXIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return child.kill();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The exit of a child cannot fail", e);
    }
  }

  private static String describe(ChildExit exit) {
    if (exit.reason() == ChildExit.Reason.MEMORY || exit.signal() == 9) {
      return "Runtime exited with error: signal: killed";
    }
    return switch (exit.signal()) {
      case 0 ->
          exit.code() == 0
              ? "Runtime exited without providing a reason"
              : "Runtime exited with error: exit status " + exit.code();
      case 6 -> "Runtime exited with error: signal: aborted";
      case 11 -> "Runtime exited with error: signal: segmentation fault";
      case 15 -> "Runtime exited with error: signal: terminated";
      default -> "Runtime exited with error: signal: " + exit.signal();
    };
  }

  private static Outcome failed(String kind, String message) {
    String json = NODES.objectNode().put("errorType", kind).put("errorMessage", message).toString();
    return new Outcome(json.getBytes(StandardCharsets.UTF_8), Optional.of("Unhandled"), "");
  }

  private void report(Invocation call, long took) {
    output.add("END RequestId: " + call.requestId());
    long megabytes = Math.max(1, (peakBytes + (1 << 20) - 1) >> 20);
    StringBuilder line =
        new StringBuilder("REPORT RequestId: ")
            .append(call.requestId())
            .append("\tDuration: ")
            .append(SandboxOutput.millis(took))
            .append(" ms\tBilled Duration: ")
            .append(SandboxOutput.billed(took))
            .append(" ms\tMemory Size: ")
            .append(spec.memoryMegabytes())
            .append(" MB\tMax Memory Used: ")
            .append(Math.min(megabytes, spec.memoryMegabytes()))
            .append(" MB\t");
    if (fresh) {
      line.append("Init Duration: ").append(SandboxOutput.millis(initNanos)).append(" ms\t");
    }
    line.append("\nXRAY TraceId: ").append(call.traceId());
    output.add(line.toString());
  }

  /** Ends the child without waiting for it. Its input ends first, which an idle bootstrap obeys. */
  void end() {
    usable = false;
    child.killSoon();
    output.flush();
  }
}
