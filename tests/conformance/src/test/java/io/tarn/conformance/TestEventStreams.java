package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Event streams from end to end: a function's answer in frames, whose checksums boto3 proves before
 * it hands an event out.
 */
class TestEventStreams {
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String HANDLER =
      """
      def handler(event, context):
          print("at work")
          if "fail" in event:
              raise ValueError(event["fail"])
          return "ab" * event["pairs"]
      """;
  private static final String CLIENT =
      """
      import base64, json, sys
      import boto3
      from botocore.exceptions import ClientError
      try:
          answer = boto3.client("lambda").invoke_with_response_stream(
              FunctionName="streams", LogType="Tail", Payload=sys.argv[1])
      except ClientError as e:
          print("refused", e.response["Error"]["Code"])
          sys.exit(0)
      print("version", answer["ExecutedVersion"])
      chunks, last = [], None
      for event in answer["EventStream"]:
          assert last is None, "something follows the end"
          if "PayloadChunk" in event:
              chunks.append(event["PayloadChunk"]["Payload"])
          else:
              last = event["InvokeComplete"]
      payload = json.loads(b"".join(chunks)) if chunks else ""
      print("chunks", len(chunks) > 1, "right", payload == "ab" * (len(payload) // 2), len(payload))
      print("error", last.get("ErrorCode"))
      print("details", json.loads(last.get("ErrorDetails", "{}")).get("errorMessage"))
      print("log", "at work" in base64.b64decode(last["LogResult"]).decode())
      """;

  @TempDir static Path data;

  @Test
  void streamsWhatAFunctionAnswers() throws Exception {
    String python = ClientProcess.python();
    try (LakeProcess lake = LakeProcess.start(data, Map.of("TARN_FUNCTIONS_PYTHON", python))) {
      create(lake, ClientProcess.runtimeOf(python));
      Map<String, String> root = lake.environment();
      assertThat(ClientProcess.run(root, python, "-c", CLIENT, "{\"pairs\": 100000}"))
          .isEqualTo(
              "version $LATEST\nchunks True right True 200000\nerror None\ndetails None\nlog True");
      assertThat(ClientProcess.run(root, python, "-c", CLIENT, "{\"fail\": \"too bad\"}"))
          .isEqualTo(
              "version $LATEST\nchunks False right True 0\nerror ValueError\ndetails too bad\nlog"
                  + " True");
      assertThat(ClientProcess.run(stranger(lake), python, "-c", CLIENT, "{\"pairs\": 1}"))
          .isEqualTo("refused AccessDeniedException");
    }
  }

  private static void create(LakeProcess lake, String runtime) throws IOException {
    try (IamClient iam = lake.client(IamClient.builder());
        LambdaClient lambda = lake.client(LambdaClient.builder())) {
      String role =
          iam.createRole(request -> request.roleName("streams").assumeRolePolicyDocument(TRUST))
              .role()
              .arn();
      SdkBytes zip = SdkBytes.fromByteArray(zip());
      lambda.createFunction(
          request ->
              request
                  .functionName("streams")
                  .runtime(runtime)
                  .role(role)
                  .handler("app.handler")
                  .timeout(60)
                  .code(code -> code.zipFile(zip)));
    }
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("app.py"));
      zip.write(HANDLER.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  /** A user whom no policy allows anything. */
  private static Map<String, String> stranger(LakeProcess lake) {
    try (IamClient iam = lake.client(IamClient.builder())) {
      iam.createUser(request -> request.userName("stranger"));
      AccessKey key = iam.createAccessKey(request -> request.userName("stranger")).accessKey();
      Map<String, String> environment = new TreeMap<>(lake.environment());
      environment.put("AWS_ACCESS_KEY_ID", key.accessKeyId());
      environment.put("AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
      return environment;
    }
  }
}
