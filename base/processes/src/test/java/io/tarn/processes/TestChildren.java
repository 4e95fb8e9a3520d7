package io.tarn.processes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestChildren {
  private static final Map<String, String> PATH =
      Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final String lake = "lake-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  private Children children = new Children(Path.of("unused"), "x", "x");

  @BeforeEach
  void open() {
    children = new Children(directory.resolve("scratch"), lake, "run1");
  }

  @AfterEach
  void close() {
    children.close();
  }

  @Test
  void givesTheChildOnlyTheEnvironmentItWasGiven() throws Exception {
    Child child = start("env; echo done", ChildLimits.NONE);
    List<String> lines = linesOf(child);
    assertThat(lines).contains("done").anyMatch(line -> line.startsWith("TARN_CHILD=" + lake));
    assertThat(lines).noneMatch(line -> line.startsWith("HOME="));
    assertThat(child.exit().get()).isEqualTo(new ChildExit(0, ChildExit.Reason.ITSELF));
  }

  @Test
  void tellsTheExitCodeAndTheSignal() throws Exception {
    assertThat(start("exit 7", ChildLimits.NONE).exit().get().code()).isEqualTo(7);
    ChildExit killed = start("kill -TERM $$", ChildLimits.NONE).exit().get();
    assertThat(killed.signal()).isEqualTo(15);
    assertThat(killed.reason()).isEqualTo(ChildExit.Reason.ITSELF);
  }

  @Test
  void namesAProgramThatDoesNotExist() {
    ChildCommand command =
        new ChildCommand(List.of("no-such-program-here"), PATH, directory, ChildLimits.NONE);
    Children plain = children;
    assertThatThrownBy(() -> plain.start(command)).hasMessageContaining("no-such-program-here");
  }

  @Test
  void killsGrandchildrenThatHaveLeftTheGroup() throws Exception {
    assumeTrue(Launcher.find("setsid").isPresent(), "no setsid on this machine");
    Child child = start("setsid sh -c 'echo $$; exec sleep 600' & sleep 600", ChildLimits.NONE);
    long grandchild = Long.parseLong(firstLineOf(child));
    assertThat(isAlive(grandchild)).isTrue();
    ChildExit exit = child.kill();
    assertThat(exit.reason()).isEqualTo(ChildExit.Reason.ASKED);
    await(() -> !isAlive(grandchild));
    assertThat(ProcTable.withEnvironment(Children.TOKEN + "=" + lake)).isEmpty();
  }

  @Test
  void killsWhatAnEndedChildHasLeftBehind() throws Exception {
    Child child = start("sleep 600 >/dev/null 2>&1 & echo $!", ChildLimits.NONE);
    long orphan = Long.parseLong(firstLineOf(child));
    assertThat(child.exit().get().code()).isZero();
    await(() -> !isAlive(orphan));
  }

  @Test
  void asksBeforeItKills() throws Exception {
    Child polite = start("trap 'exit 3' TERM; echo up; sleep 600 & wait", ChildLimits.NONE);
    firstLineOf(polite);
    assertThat(polite.end(PATIENCE).code()).isEqualTo(3);
    Child stubborn = start("trap '' TERM; echo up; sleep 600 & wait", ChildLimits.NONE);
    firstLineOf(stubborn);
    assertThat(stubborn.end(Duration.ofMillis(50)).signal()).isEqualTo(9);
  }

  @Test
  void killsTheFamilyThatPassesItsMemory() throws Exception {
    // awk doubles a string until it is stopped: real resident memory in any userland.
    ChildLimits limits = new ChildLimits(64L << 20, 2L << 30, 0, 0, Optional.empty());
    Child child =
        start(
            "awk 'BEGIN { s = \"x\"; while (length(s) < 400000000) s = s s; while (1) n++ }'",
            limits);
    assertThat(child.exit().get().reason()).isEqualTo(ChildExit.Reason.MEMORY);
  }

  @Test
  void killsAtTheEndOfTheWallTime() throws Exception {
    ChildLimits limits = new ChildLimits(0, 0, 0, 0, Optional.of(Duration.ofMillis(100)));
    assertThat(start("sleep 600", limits).exit().get())
        .isEqualTo(new ChildExit(137, ChildExit.Reason.TIME));
  }

  @Test
  void limitsTheSizeOfFiles() throws Exception {
    ChildLimits limits = new ChildLimits(0, 0, 1 << 20, 0, Optional.empty());
    Path file = directory.resolve("big");
    Child child = start("head -c 5000000 /dev/zero > " + file, limits);
    assertThat(child.exit().get().code()).isNotZero();
    assertThat(Files.size(file)).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void removesAPrivateDirectoryWithTheFamily() throws Exception {
    Path mine = children.makeDirectory();
    String real = mine.toRealPath().toString();
    Child child =
        children.start(
            new ChildCommand(
                List.of("/bin/sh", "-c", "mkdir a; echo x > a/b; pwd"),
                PATH,
                mine,
                ChildLimits.NONE));
    assertThat(firstLineOf(child)).isEqualTo(real);
    child.exit().get();
    assertThat(mine).doesNotExist();
  }

  @Test
  void splitsLinesAtTheBound() throws Exception {
    Child child = start("printf 'abcdefgh\\r\\nxy\\n\\nend'", ChildLimits.NONE);
    List<String> lines = new CopyOnWriteArrayList<>();
    LineReader.start("test", child.output(), 5, lines::add).await();
    assertThat(lines).containsExactly("abcde", "fgh", "xy", "", "end");
  }

  @Test
  void knowsThePeakOfResidentMemory() throws Exception {
    Child child = start("echo up; read line", ChildLimits.NONE);
    firstLineOf(child);
    assertThat(child.peakBytes()).isGreaterThan(100_000);
    assertThat(child.residentBytes()).isGreaterThan(100_000);
  }

  @Test
  void endsTheSurvivorsOfAnEarlierRunAndLeavesOthersAlone() throws Exception {
    Child child = start("echo up; sleep 600", ChildLimits.NONE);
    firstLineOf(child);
    Children other = new Children(directory.resolve("other"), "other-" + lake, "run1");
    assertThat(other.endSurvivors()).isZero();
    assertThat(child.isAlive()).isTrue();
    Children next = new Children(directory.resolve("scratch"), lake, "run2");
    assertThat(next.endSurvivors()).isPositive();
    assertThat(child.exit().get().signal()).isEqualTo(9);
    other.close();
    next.close();
  }

  @Test
  void leavesNoChildWhenTheParentIsKilled() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc")), "no /proc on this machine");
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ParentOfChildren.class.getName(),
                directory.resolve("parent").toString(),
                lake)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = parent.inputReader(UTF_8)) {
      long child = Long.parseLong(readLine(output));
      long grandchild = Long.parseLong(readLine(output));
      assertThat(isAlive(child)).isTrue();
      assertThat(isAlive(grandchild)).isTrue();
      parent.destroyForcibly().waitFor();
      await(() -> !isAlive(child) && !isAlive(grandchild));
    }
    assertThat(ProcTable.withEnvironment(Children.TOKEN + "=" + lake)).isEmpty();
  }

  @Test
  void refusesToStartOnceClosed() throws Exception {
    Child child = start("sleep 600", ChildLimits.NONE);
    children.close();
    assertThat(child.isAlive()).isFalse();
    assertThatThrownBy(() -> start("true", ChildLimits.NONE)).hasMessageContaining("stopping");
  }

  private Child start(String script, ChildLimits limits) throws IOException {
    return children.start(
        new ChildCommand(List.of("/bin/sh", "-c", script), PATH, directory, limits));
  }

  private static List<String> linesOf(Child child) throws InterruptedException {
    List<String> lines = new CopyOnWriteArrayList<>();
    LineReader.start("test", child.output(), 1 << 16, lines::add).await();
    return lines;
  }

  private static String firstLineOf(Child child) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = child.output().read(); c >= 0 && c != '\n'; c = child.output().read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static String readLine(java.io.BufferedReader reader) throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("The parent ended too early");
    }
    return line;
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid);
  }

  /** In a container without an init nobody reaps an orphan: dead, but still in the table. */
  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException e) {
      return true;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
