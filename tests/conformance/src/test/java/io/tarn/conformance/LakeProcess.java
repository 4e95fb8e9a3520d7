package io.tarn.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * A lake in a process of its own, on a free port; it can be killed. Its flags are those of {@code
 * ./tarn up} but for what a short life does not pay back: the second compiler, a warm analyzer.
 */
final class LakeProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Tarn is ready at (http\\S+),");
  private static final List<String> FLAGS =
      List.of(
          "--add-modules=jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-Xms128m",
          // A lake of a test seldom lives long enough for the second compiler to pay.
          "-XX:TieredStopAtLevel=1");

  private final Process process;
  private final Path data;
  private final URI url;
  private final List<String> output;

  private LakeProcess(Process process, Path data, URI url, List<String> output) {
    this.process = process;
    this.data = data;
    this.url = url;
    this.output = output;
  }

  static LakeProcess start(Path data, String... arguments) {
    return start(data, Map.of(), arguments);
  }

  static LakeProcess start(Path data, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("-Xmx" + environment.getOrDefault("TARN_HEAP", "1g"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tarn.cli.Tarn", "up"));
    command.addAll(List.of("--data", data.toString()));
    if (!List.of(arguments).contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // Few tests have a statement; the others would wait for Trino's analyzer before they stop.
      builder.environment().put("TARN_SQL_WARM", "false");
      builder.environment().putAll(environment);
      String python = System.getenv("TARN_PYTHON");
      if (python != null) {
        builder.environment().putIfAbsent("TARN_FUNCTIONS_PYTHON", python);
      }
      Process process = builder.start();
      process.getOutputStream().close();
      BufferedReader reader = process.inputReader();
      List<String> output = java.util.Collections.synchronizedList(new ArrayList<>());
      String line = reader.readLine();
      while (line != null) {
        output.add(line);
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          Thread.ofVirtual().start(() -> readOn(reader, output));
          return new LakeProcess(process, data, URI.create(ready.group(1)), output);
        }
        line = reader.readLine();
      }
      throw new IllegalStateException(
          "The lake ended before it was ready: " + String.join("\n", output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readOn(BufferedReader reader, List<String> output) {
    try {
      String line = reader.readLine();
      while (line != null) {
        output.add(line);
        line = reader.readLine();
      }
    } catch (IOException e) {
      output.add("(the output ended: " + e.getMessage() + ")");
    }
  }

  /** Memory that the process holds, in bytes, as Linux tells it. */
  long residentBytes() throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("The process has no memory");
  }

  URI url() {
    return url;
  }

  Path data() {
    return data;
  }

  /** What the process has printed so far. */
  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  AwsCredentials rootCredentials() {
    try {
      Map<String, String> values =
          Files.readAllLines(data.resolve("root-credentials")).stream()
              .filter(line -> line.contains("="))
              .map(line -> line.split("=", 2))
              .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip()));
      return AwsBasicCredentials.create(
          value(values, "aws_access_key_id"), value(values, "aws_secret_access_key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("root-credentials lacks " + name);
    }
    return value;
  }

  /** Points a client of the AWS SDK at this lake, with the root key. */
  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return client(builder, rootCredentials());
  }

  <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsCredentials credentials) {
    return builder
        .endpointOverride(url)
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  /** Variables that point any AWS client at this lake. */
  Map<String, String> environment() {
    AwsCredentials root = rootCredentials();
    return Map.of(
        "AWS_ENDPOINT_URL",
        url.toString(),
        "AWS_ACCESS_KEY_ID",
        root.accessKeyId(),
        "AWS_SECRET_ACCESS_KEY",
        root.secretAccessKey(),
        "AWS_DEFAULT_REGION",
        "us-east-1",
        "AWS_REGION",
        "us-east-1",
        "AWS_EC2_METADATA_DISABLED",
        "true");
  }

  /** kill -9: nothing is flushed, nothing is told. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  int stop() {
    process.destroy();
    await();
    return process.exitValue();
  }

  private void await() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("The lake did not end within a minute: " + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
