package io.tarn.cli;

import static io.tarn.cli.Athena.required;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.events.EventsService;
import io.tarn.api.events.PutRuleRequest;
import io.tarn.api.events.PutTargetsRequest;
import io.tarn.api.events.Target;
import io.tarn.api.lambda.CreateFunctionRequest;
import io.tarn.api.lambda.FunctionCode;
import io.tarn.api.lambda.LambdaService;
import io.tarn.api.stepfunctions.CreateStateMachineInput;
import io.tarn.api.stepfunctions.DescribeExecutionInput;
import io.tarn.api.stepfunctions.DescribeExecutionOutput;
import io.tarn.api.stepfunctions.ExecutionListItem;
import io.tarn.api.stepfunctions.ListExecutionsInput;
import io.tarn.api.stepfunctions.StepfunctionsService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A file lands; a rule, a state machine, a Python function and a statement do the rest, with nobody
 * at the keyboard.
 */
final class ReactivePipeline {
  private static final String BUCKET = "sales-data-raw-17112024";
  private static final String DATABASE = "curated_db";
  private static final int UPLOADS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_NANOS = 2_000_000;

  private static final String SALES =
      """
      sale_id,product_id,location,quantity,Total_Sales,sale_date
      1,100,London,2,43.5,2024-11-01
      2,101,London,1,15.25,2024-11-01
      3,102,Paris,3,90.0,2024-11-02
      4,100,Leeds,1,21.75,2024-11-02
      5,103,London,4,60.5,2024-11-03
      """;

  private static final String HANDLER =
      """
      import csv
      import boto3

      EXPECTED = ["sale_id", "product_id", "location", "quantity", "Total_Sales", "sale_date"]
      s3 = boto3.client("s3")


      def handler(event, context):
          detail = event["detail"]
          found = s3.get_object(Bucket=detail["bucket"]["name"], Key=detail["object"]["key"])
          header = next(csv.reader(found["Body"].read().decode("utf-8").splitlines()))
          print("header", header)
          return {"status": "Success" if header == EXPECTED else "Fail"}
      """;

  private static final String MACHINE =
      """
      {"StartAt": "DataValidate", "States": {
        "DataValidate": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload",
          "Parameters": {"Payload.$": "$", "FunctionName": "%1$s"},
          "Retry": [{"ErrorEquals": ["Lambda.ServiceException", "Lambda.TooManyRequestsException"],
            "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2}], "Next": "Choice"},
        "Choice": {"Type": "Choice", "Default": "Rejected",
          "Choices": [{"Variable": "$.status", "StringEquals": "Success", "Next": "Curate"}]},
        "Curate": {"Type": "Task", "Resource": "arn:aws:states:::athena:startQueryExecution.sync",
          "Parameters": {"QueryExecutionContext": {"Database": "%2$s"},
            "QueryString.$": "States.Format('CREATE TABLE curated_{} WITH (format = \\\\'PARQUET\\\\') AS SELECT location, sum(CAST(total_sales AS DECIMAL(10,2))) AS total FROM sales GROUP BY location', States.ArrayGetItem(States.StringSplit($$.Execution.Name, '-'), 0))",
            "ResultConfiguration": {"OutputLocation": "s3://%3$s/results/"}}, "End": true},
        "Rejected": {"Type": "Succeed"}}}
      """;

  private final LakeClient client;
  private final Crawlers catalog;
  private final Report report;
  private final String runtime;

  /**
   * @param runtime the Python runtime that this machine has, e.g. {@code python3.11}
   */
  ReactivePipeline(LakeClient client, Crawlers catalog, Report report, String runtime) {
    this.client = client;
    this.catalog = catalog;
    this.report = report;
    this.runtime = runtime;
  }

  void run() {
    report.chapter(
        "The same with nobody at the keyboard: upload, rule, state machine, function, statement");
    String machine =
        report.step("create table, function, state machine, rule and their roles", this::prepare);
    Athena athena = new Athena(client, "s3://" + BUCKET + "/results/");
    List<Long> overheads = new ArrayList<>();
    String newest = "";
    for (int upload = 1; upload <= UPLOADS; upload++) {
      int number = upload;
      Ended ended =
          report.step(
              "upload sales/london-" + number + ".csv, and wait for the state machine's end",
              () -> uploadAndWait(machine, number, SALES, number));
      report.check("state machine of upload " + number, "SUCCEEDED", ended.status());
      overheads.add(ended.millis() - ended.statementMillis());
      newest = curatedTable(ended);
    }
    Athena.Result curated =
        athena.run(
            Optional.of(DATABASE), "SELECT location, total FROM " + newest + " ORDER BY location");
    report.table(curated);
    // Every upload's rows are in the folder when the last one's table is made.
    report.check(
        "curated sales by location",
        List.of(
            List.of("Leeds", cents(2175)),
            List.of("London", cents(11925)),
            List.of("Paris", cents(9000))),
        curated.rows());
    Ended rejected =
        report.step(
            "upload a file with another header",
            () -> uploadAndWait(machine, 0, "order_ref,city,amount\n1,London,3\n", UPLOADS + 1));
    report.check("a file with another header is rejected in peace", "SUCCEEDED", rejected.status());
    report.check("curated tables", UPLOADS, curatedTables(athena).size());
    overheads.sort(null);
    report.figure(
        "upload to the state machine's end, without the statement, median (target 200 ms)",
        overheads.get(overheads.size() / 2) + " ms");
  }

  private static String cents(long cents) {
    return BigDecimal.valueOf(cents * UPLOADS, 2).toString();
  }

  /**
   * @param statementMillis what the Athena statement took, by the execution's own output; 0 without
   *     one
   */
  private record Ended(String status, long millis, long statementMillis, String name) {}

  private String prepare() {
    client.createBucket(BUCKET);
    catalog.createDatabase(DATABASE);
    Athena athena = new Athena(client, "s3://" + BUCKET + "/results/");
    athena.runWithoutRows(
        Optional.of(DATABASE),
        "CREATE EXTERNAL TABLE sales (sale_id BIGINT, product_id BIGINT, location STRING, quantity BIGINT, "
            + "total_sales DOUBLE, sale_date STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://"
            + BUCKET
            + "/sales/' TBLPROPERTIES ('skip.header.line.count'='1')");
    String objects =
        "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::"
            + BUCKET
            + "\",\"arn:aws:s3:::"
            + BUCKET
            + "/*\"]}";
    String functionRole =
        catalog.createRole(
            "DataValidate-role", "lambda.amazonaws.com", document(objects, allow("logs:*")));
    String function =
        required(
            client
                .call(
                    LambdaService.CREATE_FUNCTION,
                    CreateFunctionRequest.builder()
                        .functionName("DataValidate")
                        .runtime(runtime)
                        .role(functionRole)
                        .handler("validate.handler")
                        .timeout(30)
                        .memorySize(256)
                        .code(FunctionCode.builder().zipFile(zip("validate.py", HANDLER)).build())
                        .build())
                .functionArn());
    String machineRole =
        catalog.createRole(
            "FirstStateMachine-role",
            "states.amazonaws.com",
            document(objects, allow("lambda:InvokeFunction"), allow("athena:*"), allow("glue:*")));
    String machine =
        client
            .call(
                StepfunctionsService.CREATE_STATE_MACHINE,
                CreateStateMachineInput.builder()
                    .name("FirstStateMachine")
                    .definition(MACHINE.formatted(function, DATABASE, BUCKET))
                    .roleArn(machineRole)
                    .build())
            .stateMachineArn();
    String ruleRole =
        catalog.createRole(
            "my-first-rule-role", "events.amazonaws.com", document(allow("states:StartExecution")));
    client.enableEventBridge(BUCKET);
    client.call(
        EventsService.PUT_RULE,
        PutRuleRequest.builder()
            .name("my-first-rule-workflow")
            .eventPattern(
                """
                {"source":["aws.s3"],"detail-type":["Object Created"],
                 "detail":{"bucket":{"name":["%s"]},"object":{"key":[{"prefix":"sales/"},{"prefix":"other/"}]}}}
                """
                    .formatted(BUCKET))
            .build());
    client.call(
        EventsService.PUT_TARGETS,
        PutTargetsRequest.builder()
            .rule("my-first-rule-workflow")
            .targets(List.of(Target.builder().id("machine").arn(machine).roleArn(ruleRole).build()))
            .build());
    return machine;
  }

  private Ended uploadAndWait(String machine, int number, String content, int executions) {
    Instant start = Instant.now();
    String folder = number == 0 ? "other/" : "sales/";
    client.putObject(
        BUCKET, folder + "london-" + number + ".csv", content.getBytes(StandardCharsets.UTF_8));
    Instant deadline = start.plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      List<ExecutionListItem> found =
          client
              .call(
                  StepfunctionsService.LIST_EXECUTIONS,
                  ListExecutionsInput.builder().stateMachineArn(machine).build())
              .executions();
      boolean running = found.stream().anyMatch(execution -> "RUNNING".equals(execution.status()));
      if (found.size() >= executions && !running) {
        ExecutionListItem newest = found.getFirst();
        DescribeExecutionOutput described =
            client.call(
                StepfunctionsService.DESCRIBE_EXECUTION,
                DescribeExecutionInput.builder().executionArn(newest.executionArn()).build());
        long millis = Duration.between(start, required(described.stopDate())).toMillis();
        return new Ended(
            described.status(), millis, statementMillis(described), required(described.name()));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IllegalStateException("no execution ended within " + PATIENCE);
  }

  private static long statementMillis(DescribeExecutionOutput described) {
    try {
      return new ObjectMapper()
          .readTree(described.output() == null ? "{}" : described.output())
          .at("/QueryExecution/Statistics/TotalExecutionTimeInMillis")
          .asLong(0);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The execution's output is not JSON", e);
    }
  }

  /** The table that an execution has made bears the first part of the execution's name. */
  private static String curatedTable(Ended ended) {
    return "curated_" + ended.name().split("-", 2)[0];
  }

  private List<String> curatedTables(Athena athena) {
    List<String> names = new ArrayList<>();
    for (List<?> row : athena.run(Optional.of(DATABASE), "SHOW TABLES").rows()) {
      String name = String.valueOf(row.getFirst());
      if (name.startsWith("curated_")) {
        names.add(name);
      }
    }
    return names;
  }

  private static String allow(String action) {
    return "{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"*\"}";
  }

  private static String document(String... statements) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
  }

  private static byte[] zip(String name, String content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
