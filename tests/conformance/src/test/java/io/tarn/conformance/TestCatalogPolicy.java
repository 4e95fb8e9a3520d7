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
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AccessDeniedException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** The catalog's resource policy opens and closes tables, and locks nobody out for good. */
class TestCatalogPolicy {
  private static final String ARN = "arn:aws:glue:us-east-1:000000000000:";

  @TempDir static Path data;

  private static LakeProcess lake;
  private static GlueClient root;
  private static AwsCredentials reader;

  @BeforeAll
  static void start() {
    lake = LakeProcess.start(data);
    root = lake.client(GlueClient.builder());
    root.createDatabase(request -> request.databaseInput(input -> input.name("db")));
    for (String table : new String[] {"open", "closed"}) {
      root.createTable(request -> request.databaseName("db").tableInput(t -> t.name(table)));
    }
    try (IamClient iam = lake.client(IamClient.builder())) {
      iam.createUser(request -> request.userName("reader"));
      AccessKey key = iam.createAccessKey(request -> request.userName("reader")).accessKey();
      reader = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }
  }

  @AfterAll
  static void stop() {
    root.close();
    lake.close();
  }

  private static void put(String... statements) {
    root.putResourcePolicy(
        request ->
            request.policyInJson(
                "{\"Version\":\"2012-10-17\",\"Statement\":["
                    + String.join(",", statements)
                    + "]}"));
  }

  private static String statement(String effect, String principal, String action, String... on) {
    return """
    {"Effect":"%s","Principal":{"AWS":"%s"},"Action":"%s","Resource":["%s"]}
    """
        .formatted(effect, principal, action, ARN + String.join("\",\"" + ARN, on));
  }

  @Test
  void opensAndClosesTables() {
    try (GlueClient glue = lake.client(GlueClient.builder(), reader)) {
      assertThatThrownBy(() -> get(glue, "open")).isInstanceOf(AccessDeniedException.class);
      String user = "arn:aws:iam::000000000000:user/reader";
      String opened =
          statement("Allow", user, "glue:GetTable", "catalog", "database/db", "table/db/*");
      put(opened);
      assertThat(get(glue, "open")).isEqualTo("open");
      assertThat(get(glue, "closed")).isEqualTo("closed");
      put(opened, statement("Deny", "*", "glue:GetTable", "table/db/closed"));
      assertThat(get(glue, "open")).isEqualTo("open");
      assertThatThrownBy(() -> get(glue, "closed"))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining("table/db/closed")
          .hasMessageContaining("explicit deny in a resource-based policy");
      assertThatThrownBy(() -> get(root, "closed")).isInstanceOf(AccessDeniedException.class);
      put(statement("Deny", "*", "glue:*", "*"));
      assertThatThrownBy(() -> get(root, "open")).isInstanceOf(AccessDeniedException.class);
      root.deleteResourcePolicy(request -> {});
      assertThat(get(root, "closed")).isEqualTo("closed");
      assertThatThrownBy(() -> get(glue, "open")).isInstanceOf(AccessDeniedException.class);
    }
  }

  private static String get(GlueClient glue, String table) {
    return glue.getTable(request -> request.databaseName("db").name(table)).table().name();
  }

  @Test
  void speaksAboutTheCatalogAlone() {
    assertThatThrownBy(
            () ->
                root.putResourcePolicy(
                    request ->
                        request.policyInJson(
                            """
                            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                             "Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b"}]}
                            """)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () ->
                root.putResourcePolicy(
                    request ->
                        request.policyInJson(
                            """
                            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                             "Principal":"*","Action":"glue:GetTable",
                             "Resource":"arn:aws:glue:us-east-1:123456789012:catalog"}]}
                            """)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> root.putResourcePolicy(request -> request.policyInJson("{}x")))
        .isInstanceOf(InvalidInputException.class);
  }
}
