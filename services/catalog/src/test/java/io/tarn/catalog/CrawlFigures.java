package io.tarn.catalog;

import io.tarn.api.glue.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * How long crawls take: many small files, of text and of Parquet, one large one. Run by hand in the
 * module's folder; see docs/PERFORMANCE.md.
 */
final class CrawlFigures {
  private static final int COLUMNAR = 10_000;

  private CrawlFigures() {}

  /** Arguments: a folder for the lake, partitions, files in each, megabytes of the large file. */
  public static void main(String[] arguments) throws Exception {
    int partitions = Integer.parseInt(arguments[1]);
    int files = Integer.parseInt(arguments[2]);
    long bytes = Long.parseLong(arguments[3]) << 20;
    try (Lake lake = Lake.open(Files.createDirectories(Path.of(arguments[0])))) {
      lake.bucket("figures");
      lake.database("figures");
      fill(
          partitions * files,
          number ->
              lake.put(
                  "figures",
                  String.format(
                      Locale.ROOT, "small/day=%05d/f-%05d.csv", number / files, number % files),
                  "id,name,amount\n" + number + ",Ada,1.5\n" + number + ",Ben,2.25\n"));
      measure(lake, "small", partitions * files + " files in " + partitions + " partitions");
      measure(lake, "small", "the same again");
      byte[] rows = Files.readAllBytes(Path.of("src/test/resources/formats/rows-snappy.parquet"));
      fill(
          COLUMNAR,
          number ->
              lake.put(
                  "figures",
                  String.format(
                      Locale.ROOT, "columnar/day=%05d/f-%05d.parquet", number % partitions, number),
                  rows));
      measure(lake, "columnar", COLUMNAR + " Parquet files in " + partitions + " partitions");
      measure(lake, "columnar", "the same again");
      lake.put("figures", "large/a.csv", large(bytes));
      measure(lake, "large", (bytes >> 20) + " MB in one file");
    }
  }

  /** Sixteen writers at once, until all are written. */
  private static void fill(int count, IntConsumer write) {
    try (ExecutorService writers = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < count; i++) {
        int number = i;
        writers.execute(() -> write.accept(number));
      }
    }
  }

  private static byte[] large(long bytes) {
    byte[] row =
        "123456,Ada Lovelace,2024-01-01 10:00:00,1.5,true\n".getBytes(StandardCharsets.UTF_8);
    byte[] head = "id,name,at,amount,active\n".getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[(int) (head.length + bytes / row.length * row.length)];
    System.arraycopy(head, 0, all, 0, head.length);
    for (int at = head.length; at < all.length; at += row.length) {
      System.arraycopy(row, 0, all, at, row.length);
    }
    return all;
  }

  private static void measure(Lake lake, String folder, String words) throws Exception {
    boolean known = lake.log.stream().anyMatch(line -> line.contains("Crawler " + folder));
    long start = System.nanoTime();
    if (known) {
      lake.crawl(folder);
    } else {
      lake.crawl(lake.crawler(folder, "figures", "s3://figures/" + folder + "/").build());
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    Table table = lake.table("figures", folder);
    System.out.println(words + ": " + millis + " ms, " + Lake.columns(table));
  }
}
