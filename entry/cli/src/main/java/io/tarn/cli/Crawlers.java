package io.tarn.cli;

import static io.tarn.cli.Athena.required;

import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.CreateDatabaseRequest;
import io.tarn.api.glue.DatabaseInput;
import io.tarn.api.glue.GetCrawlerRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.LastCrawlInfo;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.StartCrawlerRequest;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.IamService;
import io.tarn.api.iam.PutRolePolicyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Databases, roles and crawls over the Glue and IAM APIs. */
final class Crawlers {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long PAUSE_NANOS = 20_000_000;

  private final LakeClient client;

  Crawlers(LakeClient client) {
    this.client = client;
  }

  void createDatabase(String name) {
    client.call(
        GlueService.CREATE_DATABASE,
        CreateDatabaseRequest.builder()
            .databaseInput(DatabaseInput.builder().name(name).build())
            .build());
  }

  /** A role for crawlers that may read one bucket and write the catalog; returns its ARN. */
  String createReader(String name, String bucket) {
    return createRole(
        name,
        "glue.amazonaws.com",
        """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::%1$s","arn:aws:s3:::%1$s/*"]},
          {"Effect":"Allow","Action":["glue:*","logs:*"],"Resource":"*"}]}
        """
            .formatted(bucket));
  }

  String createRole(String name, String principal, String policy) {
    String arn =
        required(
                client
                    .call(
                        IamService.CREATE_ROLE,
                        CreateRoleRequest.builder()
                            .roleName(name)
                            .assumeRolePolicyDocument(
                                """
                                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                                 "Principal":{"Service":"%s"},"Action":"sts:AssumeRole"}]}
                                """
                                    .formatted(principal))
                            .build())
                    .role())
            .arn();
    client.call(
        IamService.PUT_ROLE_POLICY,
        PutRolePolicyRequest.builder()
            .roleName(name)
            .policyName("work")
            .policyDocument(policy)
            .build());
    return arn;
  }

  /** Creates a crawler over one path, runs it, and waits for its success. */
  void crawl(String name, String role, String database, String path, String prefix) {
    client.call(
        GlueService.CREATE_CRAWLER,
        CreateCrawlerRequest.builder()
            .name(name)
            .role(role)
            .databaseName(database)
            .tablePrefix(prefix)
            .targets(
                CrawlerTargets.builder()
                    .s3Targets(List.of(S3Target.builder().path(path).build()))
                    .build())
            .build());
    client.call(GlueService.START_CRAWLER, StartCrawlerRequest.builder().name(name).build());
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      Crawler crawler =
          required(
              client
                  .call(GlueService.GET_CRAWLER, GetCrawlerRequest.builder().name(name).build())
                  .crawler());
      LastCrawlInfo last = crawler.lastCrawl();
      if ("READY".equals(crawler.state()) && last != null) {
        if (!"SUCCEEDED".equals(last.status())) {
          throw new IllegalStateException(
              "the crawl " + name + " ended " + last.status() + ": " + last.errorMessage());
        }
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IllegalStateException("the crawl " + name + " did not end within " + PATIENCE);
  }
}
