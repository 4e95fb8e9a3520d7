package io.tarn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/**
 * A Glue table of a million partitions: a thousand customers times a thousand days. What creating
 * takes in batches of a hundred while the table grows, and what GetPartitions with a filter takes,
 * without and with a partition index; every call over HTTP, signed, by one client.
 *
 * <p>{@code CatalogBench <new directory> [customers]}
 */
public final class CatalogBench {
  private static final int DAYS = 1_000;
  private static final int BATCH = 100;
  private static final int WARM = 20;
  private static final int ROUNDS = 100;
  private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);
  private static final String TABLE = "\"DatabaseName\":\"bench\",\"TableName\":\"t\"";

  private final LeanClient client;
  private final int customers;

  private CatalogBench(LeanClient client, int customers) {
    this.client = client;
    this.customers = customers;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[0]);
    int customers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    try (Server lake = Server.lake(data, List.of());
        LeanClient client = lake.connect("glue")) {
      CatalogBench bench = new CatalogBench(client, customers);
      bench.create();
      bench.read("no index");
      bench.index();
      bench.read("index on dt");
    }
  }

  private void create() throws IOException {
    call("CreateDatabase", "{\"DatabaseInput\":{\"Name\":\"bench\"}}");
    call(
        "CreateTable",
        "{\"DatabaseName\":\"bench\",\"TableInput\":{\"Name\":\"t\",\"PartitionKeys\":["
            + "{\"Name\":\"customer\",\"Type\":\"string\"},{\"Name\":\"dt\",\"Type\":\"date\"}]}}");
    System.out.printf(
        "%-44s %9s %9s %9s%n", "BatchCreatePartition of 100, ms", "p50", "p99", "max");
    int tenth = Math.max(1, customers / 10);
    double[] times = new double[tenth * DAYS / BATCH];
    int at = 0;
    for (int customer = 0; customer < customers; customer++) {
      for (int day = 0; day < DAYS; day += BATCH) {
        String body = batch(customer, day);
        long began = System.nanoTime();
        call("BatchCreatePartition", body);
        times[at++] = (System.nanoTime() - began) / 1e6;
      }
      if (at == times.length) {
        print("up to " + (customer + 1) * DAYS + " partitions", times);
        at = 0;
      }
    }
  }

  private static String batch(int customer, int first) {
    StringBuilder body = new StringBuilder("{").append(TABLE).append(",\"PartitionInputList\":[");
    for (int day = first; day < first + BATCH; day++) {
      String dt = FIRST.plusDays(day).toString();
      body.append(day == first ? "" : ",")
          .append("{\"Values\":[\"")
          .append(name(customer))
          .append("\",\"")
          .append(dt)
          .append("\"],\"StorageDescriptor\":{\"Location\":\"s3://bench/t/customer=")
          .append(name(customer))
          .append("/dt=")
          .append(dt)
          .append(
              "/\",\"InputFormat\":\"org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat\","
                  + "\"Columns\":[{\"Name\":\"id\",\"Type\":\"bigint\"},"
                  + "{\"Name\":\"amount\",\"Type\":\"double\"}],"
                  + "\"SerdeInfo\":{\"SerializationLibrary\":"
                  + "\"org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe\"}}}");
    }
    return body.append("]}").toString();
  }

  private static String name(int customer) {
    return String.format("c%05d", customer);
  }

  private void index() throws IOException, InterruptedException {
    long began = System.nanoTime();
    call(
        "CreatePartitionIndex",
        "{" + TABLE + ",\"PartitionIndex\":{\"IndexName\":\"by_dt\",\"Keys\":[\"dt\"]}}");
    while (!call("GetPartitionIndexes", "{" + TABLE + "}").contains("ACTIVE")) {
      Thread.sleep(100); // The lake fills it by a task; nothing tells its end.
    }
    System.out.printf("index filled in %.1f s%n", (System.nanoTime() - began) / 1e9);
  }

  private void read(String how) throws IOException {
    System.out.printf("%-44s %9s %9s %9s%n", "GetPartitions, " + how + ", ms", "p50", "p99", "max");
    String one = name(customers / 2);
    measure("customer = and dt =: 1", "customer = '" + one + "' AND dt = '2024-05-05'");
    measure(
        "customer = and dt between: 91",
        "customer = '" + one + "' AND dt BETWEEN '2024-01-01' AND '2024-03-31'");
    measure("customer =: 1000", "customer = '" + one + "'");
    measure(
        "customer in 3 and dt >: 3 x 9",
        "customer IN ('" + one + "','c00001','c00002') AND dt > '2025-09-17'");
    measure("dt =: one of each customer", "dt = '2024-05-05'");
    measure(
        "dt between 3 days and customer like",
        "dt BETWEEN '2024-05-05' AND '2024-05-07' AND customer LIKE 'c0001%'");
  }

  private void measure(String what, String expression) throws IOException {
    String body =
        "{" + TABLE + ",\"ExcludeColumnSchema\":true,\"Expression\":\"" + expression + "\"}";
    double[] times = new double[ROUNDS];
    for (int round = -WARM; round < ROUNDS; round++) {
      long began = System.nanoTime();
      call("GetPartitions", body);
      if (round >= 0) {
        times[round] = (System.nanoTime() - began) / 1e6;
      }
    }
    print(what, times);
  }

  private static void print(String what, double[] times) {
    Arrays.sort(times);
    System.out.printf(
        "%-44s %9.2f %9.2f %9.2f%n",
        what, times[times.length / 2], times[(int) (times.length * 0.99)], times[times.length - 1]);
  }

  private String call(String operation, String json) throws IOException {
    return client.call("AWSGlue." + operation, json).text();
  }
}
