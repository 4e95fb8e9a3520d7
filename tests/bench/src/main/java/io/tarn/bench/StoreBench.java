package io.tarn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The object store's figures beside peers in the same run, on the same disk, with the same clients.
 * Rounds alternate between the servers, medians are printed.
 *
 * <p>Arguments are {@code name=value}: {@code directory}, {@code measures} (some of {@code small},
 * {@code large}, {@code list}, {@code parts}, {@code slow}, separated by commas), {@code rounds},
 * {@code seconds}, {@code keys}, {@code s3proxy} (a class path), {@code nginx} (an executable) and
 * {@code port}, from which on two are taken for the peers. A peer that is not given is left out.
 */
public final class StoreBench {
  private final Map<String, String> arguments = new HashMap<>();
  private final Set<String> measures;
  private final Path directory;
  private final List<String> flags =
      java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments();

  private StoreBench(String[] given) throws IOException {
    for (String argument : given) {
      int at = argument.indexOf('=');
      arguments.put(argument.substring(0, at), argument.substring(at + 1));
    }
    measures = new TreeSet<>(List.of(text("measures", "small,large,list,parts,slow").split(",")));
    directory = Files.createTempDirectory(Path.of(text("directory", ".")), "store-bench");
  }

  private String text(String name, String otherwise) {
    return arguments.getOrDefault(name, otherwise);
  }

  private int number(String name, int otherwise) {
    return Integer.parseInt(text(name, Integer.toString(otherwise)));
  }

  public static void main(String[] given) throws Exception {
    StoreBench bench = new StoreBench(given);
    try {
      bench.measure();
    } finally {
      try (Stream<Path> files = Files.walk(bench.directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void measure() throws Exception {
    Path data = directory.resolve("lake");
    int keys = number("keys", 10_000_000);
    ManyParts parts = new ManyParts();
    if (measures.contains("list") || measures.contains("parts")) {
      try (Server lake = Server.lake(data, flags);
          LeanClient client = lake.connect()) {
        client.put("/many", new byte[0]);
        client.put("/many/zz-model", new byte[4096]);
        parts.begin(lake);
      }
      if (measures.contains("parts")) {
        parts.fill(data);
      }
      if (measures.contains("list")) {
        try (ManyRows rows = new ManyRows(data)) {
          rows.objects("many", "zz-model", keys);
        }
      }
    }
    try (Server lake = Server.lake(data, flags)) {
      Thread.sleep(Duration.ofSeconds(5)); // What follows a start has been done.
      double idle = lake.rss();
      run(lake, parts, keys);
      System.out.printf(
          "RSS MiB: idle %.0f, after all %.0f, most %.0f%n", idle, lake.rss(), lake.peakRss());
    }
  }

  private void run(Server lake, ManyParts parts, int keys) throws Exception {
    int rounds = number("rounds", 5);
    Duration time = Duration.ofSeconds(number("seconds", 4));
    Path files = Files.createDirectories(directory.resolve("files"));
    List<Server> s3 = new ArrayList<>(List.of(lake));
    List<Server> nginx = new ArrayList<>();
    try {
      if (arguments.containsKey("s3proxy") && measures.contains("small")) {
        Path peer = Files.createDirectories(directory.resolve("s3proxy"));
        s3.add(Server.s3proxy(peer, text("s3proxy", ""), number("port", 9141), flags));
      }
      if (arguments.containsKey("nginx")) {
        Path peer = Files.createDirectories(directory.resolve("nginx"));
        nginx.add(Server.nginx(peer, text("nginx", ""), files, number("port", 9141) + 1));
      }
      if (measures.contains("list")) {
        ManyKeys.walk(lake, "many", keys);
      }
      if (measures.contains("parts")) {
        parts.measure(lake);
      }
      if (measures.contains("small") || measures.contains("slow")) {
        SmallObjects small = new SmallObjects(s3, nginx, files);
        if (measures.contains("small")) {
          small.measure(directory, rounds, time);
        }
      }
      if (measures.contains("large") || measures.contains("slow")) {
        LargeObjects large = new LargeObjects(lake, nginx, files, directory);
        if (measures.contains("large")) {
          large.measure(rounds, time);
        }
      }
      if (measures.contains("slow")) {
        new SlowClients(lake).measure();
      }
    } finally {
      s3.subList(1, s3.size()).forEach(Server::close);
      nginx.forEach(Server::close);
    }
  }
}
