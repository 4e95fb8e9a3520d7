import static java.util.stream.Collectors.joining;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.S3Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * The first pipeline with the AWS SDK for Java 2: a CSV file lands, a crawler makes its table, SQL keeps the active people
 * as Parquet; then a rule, a state machine and a function do the work when a second file lands. The clients find the lake
 * by {@code AWS_ENDPOINT_URL}.
 */
public final class FirstPipeline {
  private final S3Client s3 = S3Client.builder().forcePathStyle(true).build();
  private final IamClient iam = IamClient.builder().region(Region.AWS_GLOBAL).build();
  private final GlueClient glue = GlueClient.create();
  private final AthenaClient athena = AthenaClient.create();
  private final LambdaClient functions = LambdaClient.create();
  private final SfnClient machines = SfnClient.create();
  private final EventBridgeClient events = EventBridgeClient.create();
  private final Path examples;
  private final String runtime;
  private final String suffix;
  private final String bucket;
  private final String database;

  private FirstPipeline(Path examples, String runtime, String suffix) {
    this.examples = examples;
    this.runtime = runtime;
    this.suffix = suffix;
    bucket = "first-pipeline-" + suffix;
    database = "first_pipeline_" + suffix;
  }

  /** Arguments: the folder of people.csv, the Python runtime for the function, a suffix for names. */
  public static void main(String[] args) throws IOException {
    FirstPipeline pipeline = new FirstPipeline(Path.of(args[0]), args[1], args[2]);
    pipeline.crawlAndQuery();
    pipeline.react();
    System.out.println("first pipeline: all right");
  }

  private void crawlAndQuery() {
    s3.createBucket(request -> request.bucket(bucket));
    s3.putObject(request -> request.bucket(bucket).key("raw/"), RequestBody.empty());
    s3.putObject(
        request -> request.bucket(bucket).key("raw/people.csv"),
        RequestBody.fromFile(examples.resolve("people.csv")));
    String role =
        role(
            "crawler",
            "glue.amazonaws.com",
            allow("[\"s3:GetObject\",\"s3:ListBucket\"]", "[\"" + bucketArn() + "\",\"" + bucketArn() + "/*\"]"),
            allow("[\"glue:*\",\"logs:*\"]", "\"*\""));
    glue.createDatabase(request -> request.databaseInput(input -> input.name(database)));
    glue.createCrawler(
        request ->
            request
                .name("crawler-" + suffix)
                .role(role)
                .databaseName(database)
                .targets(
                    targets ->
                        targets.s3Targets(S3Target.builder().path("s3://" + bucket + "/raw/").build())));
    glue.startCrawler(request -> request.name("crawler-" + suffix));
    Crawler crawler =
        waitFor(
            "the crawl",
            () ->
                Optional.of(glue.getCrawler(request -> request.name("crawler-" + suffix)).crawler())
                    .filter(found -> found.state() == CrawlerState.READY && found.lastCrawl() != null));
    expect("crawl", "SUCCEEDED", crawler.lastCrawl().statusAsString());
    expect(
        "columns",
        "id bigint, name string, email string, created_at string, status string",
        glue.getTable(request -> request.databaseName(database).name("raw")).table().storageDescriptor().columns().stream()
            .map(column -> column.name() + " " + column.type())
            .collect(joining(", ")));
    expect(
        "by status",
        List.of("status people", "ACTIVE 1", "active 3", "inactive 2"),
        query("SELECT status, count(*) AS people FROM raw GROUP BY 1 ORDER BY 1"));
    query(
        "CREATE TABLE parquet WITH (format = 'PARQUET', external_location = 's3://"
            + bucket
            + "/processed/parquet/') AS SELECT * FROM raw WHERE status = 'active'");
    expect("active people", List.of("id", "1", "3", "4"), query("SELECT id FROM parquet ORDER BY id"));
  }

  private void react() throws IOException {
    String functionRole =
        role(
            "function",
            "lambda.amazonaws.com",
            allow("\"s3:GetObject\"", "\"" + bucketArn() + "/*\""),
            allow("\"logs:*\"", "\"*\""));
    SdkBytes code = SdkBytes.fromByteArray(zip("validate.py"));
    String function =
        functions
            .createFunction(
                request ->
                    request
                        .functionName("validate-" + suffix)
                        .runtime(runtime)
                        .role(functionRole)
                        .handler("validate.handler")
                        .timeout(30)
                        .code(zip -> zip.zipFile(code)))
            .functionArn();
    String machineRole =
        role(
            "machine",
            "states.amazonaws.com",
            allow("[\"lambda:InvokeFunction\",\"athena:*\",\"glue:*\"]", "\"*\""),
            allow("\"s3:*\"", "[\"" + bucketArn() + "\",\"" + bucketArn() + "/*\"]"));
    String definition =
        Files.readString(examples.resolve("curate.asl.json"))
            .replace("${FUNCTION}", function)
            .replace("${DATABASE}", database)
            .replace("${BUCKET}", bucket);
    String machine =
        machines
            .createStateMachine(
                request -> request.name("curate-" + suffix).definition(definition).roleArn(machineRole))
            .stateMachineArn();
    String ruleRole =
        role("rule", "events.amazonaws.com", allow("\"states:StartExecution\"", "\"" + machine + "\""));
    s3.putBucketNotificationConfiguration(
        request ->
            request
                .bucket(bucket)
                .notificationConfiguration(
                    configuration -> configuration.eventBridgeConfiguration(bridge -> {})));
    String pattern =
        """
        {"source":["aws.s3"],"detail-type":["Object Created"],
         "detail":{"bucket":{"name":["%s"]},"object":{"key":[{"prefix":"incoming/"}]}}}
        """
            .formatted(bucket);
    events.putRule(request -> request.name("incoming-" + suffix).eventPattern(pattern));
    events.putTargets(
        request ->
            request
                .rule("incoming-" + suffix)
                .targets(Target.builder().id("curate").arn(machine).roleArn(ruleRole).build()));
    s3.putObject(
        request -> request.bucket(bucket).key("incoming/people.csv"),
        RequestBody.fromFile(examples.resolve("people.csv")));
    ExecutionListItem execution =
        waitFor(
            "the state machine",
            () ->
                machines.listExecutions(request -> request.stateMachineArn(machine)).executions().stream()
                    .filter(found -> found.status() != ExecutionStatus.RUNNING)
                    .findFirst());
    expect("state machine", ExecutionStatus.SUCCEEDED, execution.status());
    expect("curated people", List.of("people", "3"), query("SELECT count(*) AS people FROM curated"));
  }

  private List<String> query(String sql) {
    String id =
        athena
            .startQueryExecution(
                request ->
                    request
                        .queryString(sql)
                        .queryExecutionContext(context -> context.database(database))
                        .resultConfiguration(
                            results -> results.outputLocation("s3://" + bucket + "/results/")))
            .queryExecutionId();
    QueryExecutionStatus status =
        waitFor(
            sql,
            () ->
                Optional.of(
                        athena
                            .getQueryExecution(request -> request.queryExecutionId(id))
                            .queryExecution()
                            .status())
                    .filter(
                        found ->
                            found.state() != QueryExecutionState.QUEUED
                                && found.state() != QueryExecutionState.RUNNING));
    if (status.state() != QueryExecutionState.SUCCEEDED) {
      throw new IllegalStateException(sql + ": " + status.stateChangeReason());
    }
    return athena.getQueryResults(request -> request.queryExecutionId(id)).resultSet().rows().stream()
        .map(FirstPipeline::text)
        .toList();
  }

  private static String text(Row row) {
    return row.data().stream().map(cell -> String.valueOf(cell.varCharValue())).collect(joining(" "));
  }

  private String role(String name, String principal, String... statements) {
    String arn =
        iam.createRole(
                request ->
                    request
                        .roleName(name + "-" + suffix)
                        .assumeRolePolicyDocument(
                            document(
                                "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\""
                                    + principal
                                    + "\"},\"Action\":\"sts:AssumeRole\"}")))
            .role()
            .arn();
    iam.putRolePolicy(
        request ->
            request.roleName(name + "-" + suffix).policyName("work").policyDocument(document(statements)));
    return arn;
  }

  private static String document(String... statements) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
  }

  private static String allow(String actions, String resources) {
    return "{\"Effect\":\"Allow\",\"Action\":" + actions + ",\"Resource\":" + resources + "}";
  }

  private String bucketArn() {
    return "arn:aws:s3:::" + bucket;
  }

  private byte[] zip(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(Files.readAllBytes(examples.resolve(name)));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  private static <T> T waitFor(String what, Supplier<Optional<T>> look) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (Instant.now().isBefore(deadline)) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new IllegalStateException(what + " did not happen");
  }

  private static void expect(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new IllegalStateException(what + ": expected " + expected + ", but it is " + actual);
    }
    System.out.println(what + ": " + actual);
  }
}
