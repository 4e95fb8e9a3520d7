package io.tarn.processes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A JVM to be killed by {@link TestChildren}: prints its child's and grandchild's pid, waits. */
final class ParentOfChildren {
  private ParentOfChildren() {}

  public static void main(String[] arguments) throws Exception {
    Children children = new Children(Path.of(arguments[0]), arguments[1], "run1");
    Child child =
        children.start(
            new ChildCommand(
                List.of("/bin/sh", "-c", "echo $$; sh -c 'echo $$; exec sleep 600' & wait"),
                Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin")),
                Path.of("/"),
                ChildLimits.NONE));
    LineReader.start("output", child.output(), 1000, System.out::println).await();
  }
}
