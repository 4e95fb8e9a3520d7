package io.tarn.catalog.inference;

import static io.tarn.catalog.inference.CorpusColumn.pick;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * Generated logs of servers and of AWS's services, and Parquet and ORC files, as they lie in
 * buckets: an object an hour or a day, packed or not. Everything follows from the seed.
 */
final class CorpusLogs {
  private static final String OWNER =
      "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
  private static final List<String> KINDS =
      List.of(
          "apache",
          "combined_apache",
          "syslog",
          "s3_access_log",
          "flow",
          "cloudtrail",
          "parquet",
          "orc");
  private static final List<String> COLUMNAR = List.of("parquet", "orc");
  private static final List<String> FOLDERS = List.of("", "2024/05/%02d/", "dt=2024-05-%02d/");

  private final Random random;
  private final MapSource source = new MapSource();

  private CorpusLogs(Random random) {
    this.random = random;
  }

  static CorpusLayout of(long seed) throws IOException {
    return new CorpusLogs(new Random(seed)).layout(seed);
  }

  private CorpusLayout layout(long seed) throws IOException {
    String kind = pick(random, KINDS);
    String folder = pick(random, FOLDERS);
    String packing = COLUMNAR.contains(kind) ? "none" : pick(random, CorpusWriter.COMPRESSIONS);
    int rows = pick(random, List.of(2, 7, 60));
    for (int day = 1; day <= 3; day++) {
      for (int part = 0; part <= random.nextInt(3); part++) {
        String name = String.format(Locale.ROOT, folder, day) + name(kind, day, part);
        byte[] bytes =
            switch (kind) {
              case "parquet" -> parquet();
              case "orc" -> CorpusOrc.file(columns(kind), rows, random.nextBoolean());
              default -> lines(kind, rows).getBytes(UTF_8);
            };
        boolean packed = !packing.equals("none");
        source.putBytes(
            "raw/" + name + (packed ? "." + packing : ""),
            packed ? CorpusWriter.pack(bytes, packing) : bytes);
      }
    }
    List<String> keys =
        switch (folder) {
          case "" -> List.of();
          case "dt=2024-05-%02d/" -> List.of("dt");
          default -> List.of("partition_0", "partition_1", "partition_2");
        };
    String classification =
        switch (kind) {
          case "flow" -> "csv";
          case "cloudtrail" -> "json";
          default -> kind;
        };
    return new CorpusLayout(
        "seed " + seed + ": " + kind + " " + folder + " " + packing + " " + rows + " rows",
        source,
        List.of(new CorpusLayout.Expected("raw/", classification, true, columns(kind), keys)));
  }

  private static String name(String kind, int day, int part) {
    String at = String.format(Locale.ROOT, "2024-05-%02d-%02d", day, part);
    return switch (kind) {
      case "s3_access_log" -> at + "-00-00-A1B2C3D4E5F60718";
      case "cloudtrail" -> "123456789012_CloudTrail_us-east-1_" + at + ".json";
      case "parquet", "orc" -> "part-" + at + "." + kind;
      default -> at + ".log";
    };
  }

  private String lines(String kind, int rows) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(
          switch (kind) {
            case "apache" -> apache();
            case "combined_apache" ->
                apache() + " \"https://example.com/\" \"Mozilla/5.0 (X11; Linux x86_64)\"";
            case "syslog" ->
                String.format(
                    Locale.ROOT,
                    "May %2d 06:%02d:43 web-1 sshd[%d]: Accepted publickey for ada from %s",
                    1 + random.nextInt(28),
                    random.nextInt(60),
                    random.nextInt(9_999),
                    address());
            case "s3_access_log" -> access();
            case "flow" -> flow();
            default -> trail();
          });
    }
    return switch (kind) {
      case "flow" ->
          "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start"
              + " end action log-status\n"
              + String.join("\n", lines)
              + "\n";
      case "cloudtrail" -> "{\"Records\":[" + String.join(",", lines) + "]}";
      default -> String.join("\n", lines) + "\n";
    };
  }

  private String address() {
    return "203.0.113." + random.nextInt(255);
  }

  private String apache() {
    return String.format(
        Locale.ROOT,
        "%s - %s [%02d/May/2024:13:55:36 +0000] \"%s /page/%d HTTP/1.1\" %d %s",
        address(),
        pick(random, List.of("-", "ada")),
        1 + random.nextInt(28),
        pick(random, List.of("GET", "POST")),
        random.nextInt(99),
        pick(random, List.of(200, 302, 404, 500)),
        pick(random, List.of("-", "2326", "17")));
  }

  private String access() {
    return String.format(
        Locale.ROOT,
        "%s logs [06/May/2024:00:%02d:38 +0000] %s %s 3E57427F3EXAMPLE REST.GET.OBJECT a/%d.csv"
            + " \"GET /logs/a/1.csv HTTP/1.1\" %d - %d 2662992 17 16 \"-\" \"aws-cli/2\" -",
        OWNER,
        random.nextInt(60),
        address(),
        pick(random, List.of("-", OWNER)),
        random.nextInt(99),
        pick(random, List.of(200, 206, 404)),
        random.nextInt(9_999));
  }

  private String flow() {
    return String.format(
        Locale.ROOT,
        "2 123456789010 eni-1235b8ca123456789 172.31.16.%d 172.31.16.21 %d 22 6 %d 4249 1418530010"
            + " 1418530070 %s OK",
        random.nextInt(255),
        1_024 + random.nextInt(60_000),
        1 + random.nextInt(99),
        pick(random, List.of("ACCEPT", "REJECT")));
  }

  private String trail() {
    return String.format(
        Locale.ROOT,
        "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",\"accountId\":"
            + "\"123456789012\"},\"eventTime\":\"2024-05-01T00:00:%02dZ\",\"eventName\":\"%s\","
            + "\"readOnly\":%b,\"resources\":[{\"ARN\":\"arn:aws:s3:::b\"}]}",
        random.nextInt(60),
        pick(random, List.of("GetObject", "PutObject")),
        random.nextBoolean());
  }

  private static byte[] parquet() throws IOException {
    List<SchemaElement> schema =
        List.of(
            new SchemaElement("root").setNum_children(4),
            leaf("id", Type.INT64),
            leaf("name", Type.BYTE_ARRAY).setConverted_type(ConvertedType.UTF8),
            leaf("day", Type.INT32).setConverted_type(ConvertedType.DATE),
            leaf("price", Type.DOUBLE));
    return CorpusParquet.file(schema, 3);
  }

  private static SchemaElement leaf(String name, Type type) {
    return new SchemaElement(name).setType(type).setRepetition_type(FieldRepetitionType.OPTIONAL);
  }

  private static Map<String, String> columns(String kind) {
    return switch (kind) {
      case "apache" ->
          of("clientip ident auth timestamp verb request httpversion rawrequest response bytes");
      case "combined_apache" ->
          of(
              "clientip ident auth timestamp verb request httpversion rawrequest response bytes"
                  + " referrer agent");
      case "syslog" -> of("timestamp facility priority logsource program pid message");
      case "s3_access_log" ->
          of(
              "bucketowner bucket requestdatetime remoteip requester requestid operation key"
                  + " request_uri httpstatus errorcode bytessent objectsize totaltime turnaroundtime"
                  + " referrer useragent versionid more");
      case "flow" ->
          of(
              "version:bigint account-id:bigint interface-id srcaddr dstaddr srcport:bigint"
                  + " dstport:bigint protocol:bigint packets:bigint bytes:bigint start:bigint"
                  + " end:bigint action log-status");
      case "cloudtrail" ->
          of(
              "records:array<struct<eventVersion:string,userIdentity:struct<type:string,"
                  + "accountId:string>,eventTime:string,eventName:string,readOnly:boolean,"
                  + "resources:array<struct<ARN:string>>>>");
      default -> of("id:bigint name day:date price:double");
    };
  }

  /** Names with their types, string if none stands behind. */
  private static Map<String, String> of(String words) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String word : words.split(" ")) {
      String[] parts = word.split(":", 2);
      columns.put(parts[0], parts.length == 1 ? "string" : parts[1]);
    }
    return columns;
  }
}
