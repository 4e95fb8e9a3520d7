package io.tarn.bench;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.api.Structure;
import io.tarn.api.glue.GlueService;
import io.tarn.protocol.Headers;
import io.tarn.protocol.Protocol;
import io.tarn.protocol.Requests;
import io.tarn.protocol.ResponseHead;
import io.tarn.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Glue's GetTables with 100 tables of 26 columns, an answer of about 230 KB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(1)
public class CodecBench {
  private static final int TABLES = 100;
  private static final int COLUMNS = 26;

  private final ServiceModel glue = requireNonNull(Services.find("glue"));
  private final Protocol protocol = Requests.preferred(glue);
  private final byte[] text = answer().getBytes(StandardCharsets.UTF_8);
  private final Structure tables;

  /** Decodes the answer once, and refuses to measure another size than it says. */
  public CodecBench() {
    try {
      tables = decode();
      int length = encode().length;
      if (length < 220_000 || length > 240_000) {
        throw new IllegalStateException("The answer has " + length + " bytes, not 230 KB");
      }
    } catch (IOException e) {
      throw new IllegalStateException("The answer cannot be read", e);
    }
  }

  @Benchmark
  public byte[] encode() throws IOException {
    Wire.Response response = protocol.encode(GlueService.GET_TABLES, tables, "request");
    try (Body body = response.body();
        InputStream bytes = body.open()) {
      return bytes.readAllBytes();
    }
  }

  @Benchmark
  public final Structure decode() throws IOException {
    return protocol.decodeResponse(
        GlueService.GET_TABLES,
        new Wire.Response(new ResponseHead(200, Headers.NONE), Body.of(text)));
  }

  private static String answer() {
    return IntStream.range(0, TABLES)
        .mapToObj(CodecBench::table)
        .collect(Collectors.joining(",", "{\"TableList\":[", "]}"));
  }

  private static String table(int number) {
    String columns =
        IntStream.range(0, COLUMNS)
            .mapToObj(
                column ->
                    "{\"Name\":\"column_%02d\",\"Type\":\"decimal(18,2)\",\"Comment\":\"no. %d\"}"
                        .formatted(column, column))
            .collect(Collectors.joining(","));
    return """
    {"Name":"table_%03d","DatabaseName":"sales","Owner":"owner","CreateTime":1763740800.5,\
    "UpdateTime":1763740800.5,"Retention":0,"StorageDescriptor":{"Columns":[%s],\
    "Location":"s3://lake-curated/sales/table_%03d/",\
    "InputFormat":"org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",\
    "OutputFormat":"org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",\
    "Compressed":true,"NumberOfBuckets":-1,"SerdeInfo":{"SerializationLibrary":\
    "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe","Parameters":\
    {"serialization.format":"1"}},"Parameters":{"recordCount":"1000000"}},\
    "PartitionKeys":[{"Name":"day","Type":"date"}],"TableType":"EXTERNAL_TABLE",\
    "Parameters":{"EXTERNAL":"TRUE","classification":"parquet"},"VersionId":"1"}\
    """
        .formatted(number, columns, number);
  }
}
