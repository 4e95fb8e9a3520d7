package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Body;
import io.tarn.api.glue.GetTableRequest;
import io.tarn.api.iam.CreateUserRequest;
import io.tarn.api.lambda.GetFunctionRequest;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.ListObjectsV2Request;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.sqs.ReceiveMessageRequest;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRequests {
  private final Requests requests = new Requests(List.of("localhost", "lake.example.com"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "GET / ListBuckets",
        "PUT /b CreateBucket",
        "PUT /b/ CreateBucket",
        "HEAD /b HeadBucket",
        "DELETE /b DeleteBucket",
        "GET /b ListObjects",
        "GET /b?prefix=x&delimiter=%2F ListObjects",
        "GET /b?list-type=2 ListObjectsV2",
        "GET /b?list-type=2&prefix=a ListObjectsV2",
        "GET /b?versions ListObjectVersions",
        "GET /b?versions=&prefix=p ListObjectVersions",
        "GET /b?uploads ListMultipartUploads",
        "GET /b?location GetBucketLocation",
        "GET /b?policy GetBucketPolicy",
        "GET /b?policyStatus GetBucketPolicyStatus",
        "GET /b?lifecycle GetBucketLifecycleConfiguration",
        "GET /b?notification GetBucketNotificationConfiguration",
        "PUT /b?notification PutBucketNotificationConfiguration",
        "GET /b?inventory ListBucketInventoryConfigurations",
        "GET /b?inventory&id=1 GetBucketInventoryConfiguration",
        "POST /b?delete DeleteObjects",
        "PUT /b/k PutObject",
        "GET /b/k?x-id=GetObject GetObject",
        "GET /b/k/ GetObject",
        "GET /b//k GetObject",
        "GET /b/k?tagging GetObjectTagging",
        "GET /b/k?attributes GetObjectAttributes",
        "DELETE /b/k DeleteObject",
        "DELETE /b/k?versionId=null DeleteObject",
        "POST /b/k?uploads CreateMultipartUpload",
        "PUT /b/k?partNumber=1&uploadId=u UploadPart",
        "GET /b/k?uploadId=u ListParts",
        "POST /b/k?uploadId=u CompleteMultipartUpload",
        "DELETE /b/k?uploadId=u AbortMultipartUpload",
        "GET /b/k?torrent GetObjectTorrent"
      })
  void routesS3(String method, String target, String operation) {
    assertThat(requests.route(head(method, target), "s3").operation()).isEqualTo(operation);
  }

  @Test
  void routesCopiesByTheirHeader() {
    Headers copy = Headers.of("x-amz-copy-source", "/a/b");
    assertThat(requests.route(head("PUT", "/b/k").withHeaders(copy), "s3").operation())
        .isEqualTo("CopyObject");
    assertThat(
            requests
                .route(head("PUT", "/b/k?partNumber=1&uploadId=u").withHeaders(copy), "s3")
                .operation())
        .isEqualTo("UploadPartCopy");
  }

  @Test
  void refusesMethodsThatASubresourceDoesNotHave() {
    assertThatThrownBy(() -> requests.route(head("DELETE", "/b/k?acl"), "s3"))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).isEqualTo("MethodNotAllowed");
              assertThat(error.status()).isEqualTo(405);
            });
  }

  @Test
  void keepsKeysAsTheyAreSent() throws IOException {
    GetObjectRequest input = (GetObjectRequest) decode("GET", "/b//a/../b%2Fc%20+%25/", "s3", "");
    assertThat(input.bucket()).isEqualTo("b");
    assertThat(input.key()).isEqualTo("/a/../b/c +%/");
  }

  @ParameterizedTest
  @CsvSource({
    "raw.localhost:4566,raw",
    "my.raw.s3.us-east-1.amazonaws.com,my.raw",
    "raw.s3.amazonaws.com,raw",
    "raw.lake.example.com,raw",
    "s3.localhost:4566,",
    "localhost:4566,",
    "127.0.0.1:4566,",
    "[::1]:4566,",
    "lake.example.com,"
  })
  void findsTheBucketInTheHost(String host, @Nullable String bucket) {
    assertThat(requests.bucketOfHost(host)).isEqualTo(bucket);
  }

  @Test
  void readsParametersAndHeaders() throws IOException {
    ListObjectsV2Request list =
        (ListObjectsV2Request)
            decode("GET", "/b?list-type=2&max-keys=5&prefix=a%2Fb+c&fetch-owner=true", "s3", "");
    assertThat(list.maxKeys()).isEqualTo(5);
    assertThat(list.prefix()).isEqualTo("a/b c");
    assertThat(list.fetchOwner()).isTrue();
    RequestHead head =
        head("PUT", "/b/k")
            .withHeaders(
                Headers.of(
                    "Content-Type", "text/csv", "X-Amz-Meta-Team", "blue", "x-amz-acl", "private"));
    Wire.Routed routed = requests.route(head, "s3");
    assertThat(routed.isStreaming()).isTrue();
    PutObjectRequest put =
        (PutObjectRequest)
            requireNonNull(
                routed.protocol().decode(routed, new Wire.Request(head, body("hello"))).input());
    assertThat(put.contentType()).isEqualTo("text/csv");
    assertThat(put.metadata()).containsEntry("team", "blue");
    assertThat(requireNonNull(put.body()).open().readAllBytes()).asString().isEqualTo("hello");
  }

  @Test
  void saysWhichNumberIsNone() {
    assertThatThrownBy(() -> decode("GET", "/b?max-keys=many", "s3", ""))
        .hasMessage("Provided max-keys not an integer or within integer range");
  }

  @Test
  void routesTargets() throws IOException {
    RequestHead head =
        head("POST", "/")
            .withHeaders(
                Headers.of(
                    "X-Amz-Target",
                    "AWSGlue.GetTable",
                    "Content-Type",
                    "application/x-amz-json-1.1"));
    Wire.Routed routed = requests.route(head, "glue");
    Wire.Request request = new Wire.Request(head, body("{\"DatabaseName\":\"d\",\"Name\":\"t\"}"));
    assertThat(routed.protocol().decode(routed, request).input())
        .isEqualTo(GetTableRequest.builder().databaseName("d").name("t").build());
  }

  @Test
  void namesUnknownServicesAndOperations() {
    Headers dynamo = Headers.of("X-Amz-Target", "DynamoDB_20120810.GetItem");
    assertThatThrownBy(() -> requests.route(head("POST", "/").withHeaders(dynamo), "dynamodb"))
        .hasMessage("This lake has no service DynamoDB_20120810");
    Headers glue = Headers.of("X-Amz-Target", "AWSGlue.Frobnicate");
    assertThatThrownBy(() -> requests.route(head("POST", "/").withHeaders(glue), "glue"))
        .hasMessage("glue has no operation Frobnicate");
    assertThatThrownBy(() -> requests.route(head("GET", "/x"), "ec2"))
        .hasMessage("This lake has no service ec2");
  }

  @Test
  void readsForms() throws IOException {
    CreateUserRequest user =
        (CreateUserRequest)
            decode(
                "POST",
                "/",
                "iam",
                "Action=CreateUser&Version=2010-05-08&UserName=ann&Tags.member.1.Key=k"
                    + "&Tags.member.1.Value=a+b");
    assertThat(user.userName()).isEqualTo("ann");
    assertThat(requireNonNull(user.tags()).getFirst().value()).isEqualTo("a b");
  }

  @Test
  void readsSqsFormsByTheirOwnNames() throws IOException {
    ReceiveMessageRequest receive =
        (ReceiveMessageRequest)
            decode(
                "POST",
                "/000000000000/jobs",
                "sqs",
                "Action=ReceiveMessage&AttributeName.2=b&AttributeName.1=a&MaxNumberOfMessages=3");
    assertThat(receive.attributeNames()).containsExactly("a", "b");
    assertThat(receive.maxNumberOfMessages()).isEqualTo(3);
    assertThat(receive.queueUrl()).isEqualTo("http://localhost:4566/000000000000/jobs");
  }

  @Test
  void refusesUnknownParametersByName() {
    assertThatThrownBy(() -> decode("POST", "/", "iam", "Action=CreateUser&UserName=a&Colour=red"))
        .hasMessage("Unknown parameter in CreateUserRequest: Colour");
  }

  @Test
  void routesLambdaByPath() throws IOException {
    assertThat(requests.route(head("GET", "/2015-03-31/functions"), "lambda").operation())
        .isEqualTo("ListFunctions");
    assertThat(requests.route(head("GET", "/2015-03-31/functions/"), null).operation())
        .isEqualTo("ListFunctions");
    GetFunctionRequest get =
        (GetFunctionRequest)
            decode(
                "GET",
                "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af",
                "lambda",
                "");
    assertThat(get.functionName()).isEqualTo("arn:aws:lambda:us-east-1:1:function:f");
  }

  @Test
  void picksTheProtocolByTheRequest() {
    RequestHead kinesis = head("POST", "/");
    assertThat(
            requests
                .route(
                    kinesis.withHeaders(
                        Headers.of(
                            "X-Amz-Target",
                            "Kinesis_20131202.PutRecord",
                            "Content-Type",
                            "application/x-amz-cbor-1.1")),
                    "kinesis")
                .protocol())
        .isSameAs(JsonRpc.CBOR_1_1);
    assertThat(
            requests
                .route(
                    head("POST", "/service/GraniteServiceVersion20100801/operation/ListMetrics")
                        .withHeaders(Headers.of("smithy-protocol", "rpc-v2-cbor")),
                    "monitoring")
                .operation())
        .isEqualTo("ListMetrics");
    assertThat(
            requests
                .route(
                    head("POST", "/")
                        .withHeaders(
                            Headers.of("Content-Type", "application/x-www-form-urlencoded")),
                    "monitoring")
                .protocol())
        .isSameAs(Query.AWS);
  }

  private Object decode(String method, String target, String service, String body)
      throws IOException {
    RequestHead head = head(method, target);
    if (!body.isEmpty()) {
      head = head.withHeaders(Headers.of("Content-Type", "application/x-www-form-urlencoded"));
    }
    Wire.Routed routed = requests.route(head, service);
    return requireNonNull(
        routed.protocol().decode(routed, new Wire.Request(head, body(body))).input());
  }

  private static Body body(String text) {
    return Body.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static RequestHead head(String method, String target) {
    int mark = target.indexOf('?');
    return new RequestHead(
        method,
        "localhost:4566",
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        Headers.NONE);
  }
}
