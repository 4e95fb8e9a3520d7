package io.tarn.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Generated sales, and what any query over them must answer, added up in plain Java from the same
 * rows. One file a month of 2024, in folders {@code year=2024/month=MM}.
 */
final class SalesRows {
  static final List<String> REGIONS = List.of("north", "south", "east", "west");
  static final List<String> CATEGORIES =
      List.of("Books", "Electronics", "Garden", "Home & Kitchen", "Toys");

  private static final int MONTHS = 12;
  private static final int PRODUCTS = 500;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final int rows;
  private final long seed;
  private final Map<Integer, MonthTotal> byMonth = new TreeMap<>();
  private final Map<String, MonthTotal> byCategory = new TreeMap<>();
  private long bigSalesInTheNorth;

  SalesRows(int rows, long seed) {
    this.rows = rows;
    this.seed = seed;
  }

  /** A count and an exact sum in cents. */
  static final class MonthTotal {
    private long count;
    private long cents;

    private void add(long amount) {
      count++;
      cents += amount;
    }

    long count() {
      return count;
    }

    BigDecimal sum() {
      return BigDecimal.valueOf(cents, 2);
    }
  }

  int rows() {
    return rows;
  }

  Map<Integer, MonthTotal> byMonth() {
    return byMonth;
  }

  Map<String, MonthTotal> byCategory() {
    return byCategory;
  }

  /** Sales of at least 500.00 in the region north. */
  long bigSalesInTheNorth() {
    return bigSalesInTheNorth;
  }

  /**
   * Writes the files and adds up the answers. The month's number is the index of its file plus one.
   */
  List<Path> write(Path folder) {
    List<Path> files = new ArrayList<>();
    Random random = new Random(seed);
    int id = 0;
    for (int month = 1; month <= MONTHS; month++) {
      int upTo = (int) ((long) rows * month / MONTHS);
      Path file = folder.resolve("sales-2024-" + month + ".csv");
      try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        out.write("sale_id,sold_at,region,category,product_id,quantity,amount\n");
        while (id < upTo) {
          out.write(row(++id, month, random));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write the example data", e);
      }
      files.add(file);
    }
    return files;
  }

  private String row(int id, int month, Random random) {
    LocalDateTime time =
        LocalDateTime.of(
            2024,
            month,
            1 + random.nextInt(28),
            random.nextInt(24),
            random.nextInt(60),
            random.nextInt(60));
    String region = REGIONS.get(random.nextInt(REGIONS.size()));
    String category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
    int product = 1 + random.nextInt(PRODUCTS);
    int quantity = 1 + random.nextInt(9);
    long cents = quantity * (99L + random.nextInt(19_900));
    byMonth.computeIfAbsent(month, key -> new MonthTotal()).add(cents);
    byCategory.computeIfAbsent(category, key -> new MonthTotal()).add(cents);
    if (region.equals("north") && cents >= 50_000) {
      bigSalesInTheNorth++;
    }
    return id
        + ","
        + TIME.format(time)
        + ","
        + region
        + ","
        + category
        + ","
        + product
        + ","
        + quantity
        + ","
        + BigDecimal.valueOf(cents, 2)
        + "\n";
  }
}
