package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * What is not allowed is refused at every door, and the refusal says who, what and on which
 * resource.
 */
class TestPermissions {
  @TempDir static Path data;

  private static LakeProcess lake;
  private static IamClient iam;
  private static S3Client root;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(data);
    iam = lake.client(IamClient.builder());
    root = lake.client(S3Client.builder().forcePathStyle(true));
    root.createBucket(request -> request.bucket("guarded"));
    root.putObject(request -> request.bucket("guarded").key("open/a"), RequestBody.fromString("a"));
    root.putObject(
        request -> request.bucket("guarded").key("closed/b"), RequestBody.fromString("b"));
  }

  @AfterAll
  static void stop() {
    root.close();
    iam.close();
    lake.close();
  }

  private static AwsCredentials user(String name) {
    iam.createUser(request -> request.userName(name));
    AccessKey key = iam.createAccessKey(request -> request.userName(name)).accessKey();
    return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  private static void allow(String name, String action, String resource) {
    iam.putUserPolicy(
        request ->
            request
                .userName(name)
                .policyName("work")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"%s"}]}
                    """
                        .formatted(action, resource)));
  }

  @Test
  void deniesByDefaultAtEveryDoor() {
    AwsCredentials nobody = user("nobody");
    try (S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true), nobody);
        GlueClient glue = lake.client(GlueClient.builder(), nobody);
        AthenaClient athena = lake.client(AthenaClient.builder(), nobody);
        IamClient ownIam = lake.client(IamClient.builder(), nobody)) {
      assertThatThrownBy(
              () -> s3.getObjectAsBytes(request -> request.bucket("guarded").key("open/a")))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                assertThat(e.awsErrorDetails().errorMessage())
                    .contains("user/nobody")
                    .contains("s3:GetObject")
                    .contains("arn:aws:s3:::guarded/open/a");
              });
      assertThatThrownBy(() -> glue.getDatabases(request -> {}))
          .isInstanceOfSatisfying(
              GlueException.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
      assertThatThrownBy(() -> athena.listQueryExecutions(request -> {}))
          .isInstanceOfSatisfying(
              AthenaException.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
      assertThatThrownBy(() -> ownIam.listUsers())
          .hasMessageContaining("not authorized to perform: iam:ListUsers");
    }
  }

  @Test
  void allowsWhatThePolicyNamesAndNoMore() {
    AwsCredentials reader = user("reader");
    allow("reader", "s3:GetObject", "arn:aws:s3:::guarded/open/*");
    try (S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true), reader)) {
      assertThat(
              s3.getObjectAsBytes(request -> request.bucket("guarded").key("open/a"))
                  .asUtf8String())
          .isEqualTo("a");
      assertThatThrownBy(
              () -> s3.getObjectAsBytes(request -> request.bucket("guarded").key("closed/b")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
      assertThatThrownBy(
              () ->
                  s3.putObject(
                      request -> request.bucket("guarded").key("open/c"),
                      RequestBody.fromString("c")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
    assertThat(root.listObjectsV2(request -> request.bucket("guarded").prefix("open/c")).keyCount())
        .isZero();
  }

  @Test
  void appliesAChangedPolicyAtOnce() {
    AwsCredentials changing = user("changing");
    try (S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true), changing)) {
      allow("changing", "s3:GetObject", "arn:aws:s3:::guarded/*");
      assertThat(
              s3.getObjectAsBytes(request -> request.bucket("guarded").key("closed/b"))
                  .asUtf8String())
          .isEqualTo("b");
      iam.deleteUserPolicy(request -> request.userName("changing").policyName("work"));
      assertThatThrownBy(
              () -> s3.getObjectAsBytes(request -> request.bucket("guarded").key("closed/b")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void letsASessionDoWhatItsRoleMay() {
    String account = "000000000000";
    iam.createRole(
        request ->
            request
                .roleName("reading")
                .assumeRolePolicyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"sts:AssumeRole"}]}
                    """
                        .formatted(account)));
    iam.putRolePolicy(
        request ->
            request
                .roleName("reading")
                .policyName("work")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::guarded/*"}]}
                    """));
    AwsCredentials assuming = user("assuming");
    allow("assuming", "sts:AssumeRole", "*");
    try (StsClient sts = lake.client(StsClient.builder(), assuming)) {
      Credentials credentials =
          sts.assumeRole(
                  request ->
                      request
                          .roleArn("arn:aws:iam::" + account + ":role/reading")
                          .roleSessionName("session"))
              .credentials();
      AwsCredentials session =
          AwsSessionCredentials.create(
              credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
      try (S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true), session);
          StsClient own = lake.client(StsClient.builder(), session)) {
        assertThat(own.getCallerIdentity().arn())
            .isEqualTo("arn:aws:sts::" + account + ":assumed-role/reading/session");
        assertThat(
                s3.getObjectAsBytes(request -> request.bucket("guarded").key("open/a"))
                    .asUtf8String())
            .isEqualTo("a");
        assertThatThrownBy(
                () -> s3.deleteObject(request -> request.bucket("guarded").key("open/a")))
            .isInstanceOfSatisfying(
                S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
      }
    }
  }

  @Test
  void refusesAWrongSecretAndAnUnknownKey() {
    AwsCredentials right = lake.rootCredentials();
    AwsCredentials wrong = AwsBasicCredentials.create(right.accessKeyId(), "not-the-secret");
    AwsCredentials unknown = AwsBasicCredentials.create("AKIAAAAAAAAAAAAAAAAA", "whatever");
    try (S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true), wrong)) {
      assertThatThrownBy(() -> s3.listBuckets())
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch"));
    }
    try (S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true), unknown)) {
      assertThatThrownBy(() -> s3.listBuckets())
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidAccessKeyId"));
    }
  }
}
