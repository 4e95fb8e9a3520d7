package io.tarn.bench;

import io.tarn.bench.LeanClient.Keep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * GETs of 64 MiB by four clients beside nginx, and PUTs of 64 MiB with a checksum by one client
 * beside {@code cp}, fsync and one pass of CRC32C over the copy.
 */
final class LargeObjects {
  private static final int BYTES = 64 << 20;
  private static final int READERS = 4;
  private static final int FILES = 4;

  private final List<Server> readers;
  private final Server lake;
  private final Path source;
  private final Path directory;
  private final byte[] content = new byte[BYTES];
  private final String checksum;

  LargeObjects(Server lake, List<Server> nginx, Path files, Path directory) throws IOException {
    this.lake = lake;
    this.directory = directory;
    readers = new ArrayList<>(List.of(lake));
    readers.addAll(nginx);
    new Random(1).nextBytes(content);
    checksum = crc(content);
    Path folder = Files.createDirectories(files.resolve("large"));
    try (LeanClient client = lake.connect()) {
      client.put("/large", new byte[0]);
      for (int i = 0; i < FILES; i++) {
        client.putChecked("/large/" + i, content, checksum);
        Files.write(folder.resolve(Integer.toString(i)), content);
      }
    }
    source = folder.resolve("0");
  }

  private static String crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  void measure(int rounds, Duration time) throws Exception {
    Map<String, List<Load.Figure>> figures = new LinkedHashMap<>();
    AtomicLong written = new AtomicLong();
    for (int round = -1; round < rounds; round++) {
      for (Server server : readers) {
        Load.Figure figure = Load.run(server, READERS, time, LargeObjects::get);
        keep(figures, "GET " + server.name(), figure, round);
      }
      Load.settle();
      Load.Figure put =
          Load.run(
              lake,
              1,
              time,
              (client, number) ->
                  client.putChecked(
                      "/large/put-" + written.getAndIncrement() % FILES, content, checksum));
      keep(figures, "PUT tarn", put, round);
      Load.settle();
      keep(figures, "cp, fsync, CRC", copies(time), round);
    }
    System.out.printf("%-16s %10s %12s%n", "64 MiB", "MiB/s", "CPU us a MiB");
    figures.forEach(
        (name, each) -> {
          Load.Figure figure = Load.median(each);
          System.out.printf("%-16s %10.0f %12.1f%n", name, figure.rate() * 64, figure.cpu() / 64);
        });
  }

  private static void keep(
      Map<String, List<Load.Figure>> figures, String name, Load.Figure figure, int round) {
    if (round >= 0) { // The first round warms up.
      figures.computeIfAbsent(name, key -> new ArrayList<>()).add(figure);
    }
  }

  private static void get(LeanClient client, long number) throws IOException {
    if (client.get("/large/" + number % FILES, Keep.NOTHING).length() != BYTES) {
      throw new IllegalStateException("A GET gave another number of bytes");
    }
  }

  private Load.Figure copies(Duration time) throws IOException, InterruptedException {
    long began = System.nanoTime();
    int copies = 0;
    while (System.nanoTime() - began < time.toNanos()) {
      copy(directory.resolve("copy-" + copies++ % FILES));
    }
    return new Load.Figure(copies * 1e9 / (System.nanoTime() - began), 0, 0);
  }

  private void copy(Path target) throws IOException, InterruptedException {
    Files.deleteIfExists(target);
    Process cp = new ProcessBuilder("cp", source.toString(), target.toString()).start();
    if (!cp.waitFor(1, TimeUnit.MINUTES) || cp.exitValue() != 0) {
      throw new IOException("cp failed");
    }
    try (FileChannel channel =
        FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.force(true);
      CRC32C crc = new CRC32C();
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      while (channel.read(buffer) >= 0) {
        crc.update(buffer.flip());
        buffer.clear();
      }
    }
  }
}
