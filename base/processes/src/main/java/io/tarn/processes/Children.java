package io.tarn.processes;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All child processes of one lake. Starts them in sessions of their own, limits and watches them,
 * and ends whole families: whatever a child starts carries its token in the environment and is
 * found by it, also outside its group. When this JVM dies in any way, the kernel kills the direct
 * children and a guard the rest; what both miss is ended by {@link #endSurvivors} at the next
 * start.
 *
 * <p>Thread-safe. All starts happen on one platform thread that lives as long as this object,
 * because Linux ties {@code pdeathsig} to the starting thread, not to the process.
 */
public final class Children implements AutoCloseable {
  /** The environment variable that carries a child's token: lake, run and number. */
  public static final String TOKEN = "TARN_CHILD";

  private static final Logger log = LoggerFactory.getLogger(Children.class);
  private static final Duration SAMPLE = Duration.ofMillis(40);
  private static final int IDLE_ROUNDS = 25;
  private static final int STACK_BYTES = 256 << 10;

  private final Path scratch;
  private final String lake;
  private final String run;
  private final AtomicLong number = new AtomicLong();
  private final Set<Child> living = ConcurrentHashMap.newKeySet();
  private final ExecutorService starter;
  private final ScheduledExecutorService watch;
  private final ExecutorService undertaker;
  private @Nullable Launcher launcher;
  private @Nullable Guard guard;
  private volatile boolean closed;
  private long round;

  /**
   * @param scratch where private directories are made; wiped by {@link #endSurvivors}
   * @param lake the same at every start on the same data directory, and different for every other:
   *     letters, digits and hyphens
   * @param run different at every start
   */
  public Children(Path scratch, String lake, String run) {
    this.scratch = requireNonNull(scratch, "scratch is null");
    this.lake = word(lake);
    this.run = word(run);
    this.starter =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("processes-start").factory());
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("processes-watch").factory());
    this.undertaker =
        Executors.newCachedThreadPool(
            Thread.ofPlatform()
                .daemon()
                .stackSize(STACK_BYTES)
                .name("processes-end-", 0)
                .factory());
  }

  private static String word(String text) {
    if (!text.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("Not a word of letters, digits and hyphens: " + text);
    }
    return text;
  }

  /**
   * Ends what earlier runs of this lake have left behind and empties the scratch directory. To be
   * called once, before the first {@link #start}, by the holder of the data directory's lock.
   *
   * @return how many processes were ended
   */
  public int endSurvivors() throws IOException {
    int ended = Families.kill(TOKEN + "=" + lake + ".");
    if (ended > 0) {
      log.info("Ended {} processes that an earlier run has left behind", ended);
    }
    remove(scratch);
    return ended;
  }

  /** A new empty directory that only this user can enter. */
  public Path makeDirectory() throws IOException {
    Path directory = scratch.resolve(run + "-" + number.incrementAndGet());
    Files.createDirectories(scratch);
    return Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /**
   * Starts a child.
   *
   * @throws IOException when the program does not exist or cannot be started, naming it
   */
  public Child start(ChildCommand command) throws IOException {
    return onStarter(() -> startHere(command));
  }

  private Child startHere(ChildCommand command) throws IOException {
    if (closed) {
      throw new IOException("The lake is stopping: " + command.arguments().getFirst());
    }
    Launcher words = launcher;
    if (words == null) {
      words = new Launcher();
      launcher = words;
      guard = new Guard(words, TOKEN + "=" + lake + "." + run + ".");
      watch.scheduleWithFixedDelay(
          this::look, SAMPLE.toMillis(), SAMPLE.toMillis(), TimeUnit.MILLISECONDS);
    }
    String token = lake + "." + run + "." + number.incrementAndGet() + ".";
    ProcessBuilder builder =
        new ProcessBuilder(words.command(command)).directory(command.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    builder.environment().put(TOKEN, token);
    Process process = builder.start();
    Child child = new Child(this, TOKEN + "=" + token, process, command);
    living.add(child);
    undertaker.execute(() -> bury(child));
    return child;
  }

  /**
   * One waiting thread a child: {@link Process#onExit} completes on the common pool, where somebody
   * who waits for a child may hold the last thread.
   */
  private static void bury(Child child) {
    while (true) {
      try {
        child.ended(child.process().waitFor());
        return;
      } catch (InterruptedException e) {
        log.debug("The wait for {} goes on", child.pid());
      }
    }
  }

  /** The children that have not ended. */
  public List<Child> living() {
    return List.copyOf(living);
  }

  void forget(Child child) {
    living.remove(child);
    Path directory = child.command().directory();
    if (directory.startsWith(scratch) && !directory.equals(scratch)) {
      try {
        remove(directory);
      } catch (IOException e) {
        log.warn("The private directory {} is left behind: {}", directory, e.toString());
      }
    }
  }

  private void look() {
    boolean idleRound = round++ % IDLE_ROUNDS == 0;
    long now = System.nanoTime();
    for (Child child : living) {
      ChildLimits limits = child.command().limits();
      boolean late =
          limits.wallTime().filter(max -> now - child.startedNanos() > max.toNanos()).isPresent();
      if (late) {
        child.killSoon(ChildExit.Reason.TIME);
      } else if (limits.residentBytes() > 0
          && (idleRound || !child.isIdle())
          && passes(child, limits.residentBytes(), idleRound)) {
        child.killSoon(ChildExit.Reason.MEMORY);
      }
    }
  }

  /** The family is walked once a second only: finding children reads the whole process table. */
  private static boolean passes(Child child, long max, boolean wholeFamily) {
    long bytes =
        wholeFamily
            ? ProcTable.familyResidentBytes(child.pid())
            : ProcTable.residentBytes(child.pid());
    return bytes > max;
  }

  private <T> T onStarter(Callable<T> work) throws IOException {
    if (starter.isShutdown()) {
      throw new IOException("The lake is stopping: nothing is started any more");
    }
    try {
      return starter.submit(work).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("A child cannot be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a child was starting", e);
    }
  }

  /** Kills every family and returns when nothing is left. Starts are refused from now on. */
  @Override
  public void close() {
    if (starter.isShutdown()) {
      return;
    }
    try {
      onStarter(
          () -> {
            closed = true;
            return closed;
          });
    } catch (IOException e) {
      log.debug("Interrupted while stopping: {}", e.toString());
    }
    List<Child> last = living();
    last.forEach(Child::killSoon);
    last.forEach(Child::kill);
    Guard held = guard;
    if (held != null) {
      held.release();
    }
    watch.shutdownNow();
    starter.shutdown();
    undertaker.shutdown();
  }

  private static void remove(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
