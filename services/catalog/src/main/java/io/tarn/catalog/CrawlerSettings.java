package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CreateCrawlerRequest;
import io.tarn.api.glue.LakeFormationConfiguration;
import io.tarn.api.glue.LineageConfiguration;
import io.tarn.api.glue.RecrawlPolicy;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.api.glue.UpdateCrawlerRequest;
import io.tarn.kernel.Arn;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A crawler as it was asked for, with everything that this lake cannot do refused by its name. */
record CrawlerSettings(Crawler crawler) {
  private static final String SERVICE = "glue.amazonaws.com";

  /** The action on the crawler, and iam:PassRole on its role when one is named. */
  static List<Access> accesses(
      String action,
      String name,
      @Nullable String role,
      @Nullable Map<String, String> tags,
      Call call) {
    List<Access> accesses = new ArrayList<>();
    Access access =
        Access.of(action, CatalogAccess.crawlerArn(call.region(), call.account(), name));
    for (Map.Entry<String, String> tag :
        (tags == null ? Map.<String, String>of() : tags).entrySet()) {
      access = access.withContext("aws:RequestTag/" + tag.getKey(), tag.getValue());
    }
    accesses.add(access);
    if (role != null) {
      accesses.add(
          Access.of("iam:PassRole", roleArn(role, call.account()))
              .withContext("iam:PassedToService", SERVICE));
    }
    return accesses;
  }

  /** A role is named by its ARN, or by its path and name. */
  static String roleArn(String role, String account) {
    if (Arn.isArn(role)) {
      return role;
    }
    return "arn:aws:iam::" + account + ":role/" + (role.startsWith("/") ? role.substring(1) : role);
  }

  /** AWS refuses at once a role that Glue cannot assume. */
  static void checkTrust(Dispatcher dispatcher, String role, Call call) {
    try {
      dispatcher.assume(roleArn(role, call.account()), SERVICE, "AWS-Crawler");
    } catch (ServiceError e) {
      throw GlueError.INVALID_INPUT.error(
          "Service is unable to assume provided role. Please verify role's TrustPolicy: "
              + e.message());
    }
  }

  static CrawlerSettings of(CreateCrawlerRequest input, Call call) {
    CrawlTargets.check(input.targets());
    checkOptions(
        input.recrawlPolicy(),
        input.lineageConfiguration(),
        input.lakeFormationConfiguration(),
        input.crawlerSecurityConfiguration());
    CrawlerConfiguration.parse(input.configuration());
    checkIncremental(input.recrawlPolicy(), complete(input.schemaChangePolicy()));
    Crawler crawler =
        Crawler.builder()
            .name(input.name())
            .role(shownRole(input.role()))
            .databaseName(input.databaseName() == null ? null : Names.fold(input.databaseName()))
            .description(input.description())
            .targets(CrawlTargets.complete(input.targets()))
            .schedule(CrawlerSchedules.of(input.schedule(), call.now()))
            .classifiers(input.classifiers() == null ? List.of() : input.classifiers())
            .tablePrefix(input.tablePrefix())
            .schemaChangePolicy(complete(input.schemaChangePolicy()))
            .recrawlPolicy(complete(input.recrawlPolicy()))
            .lineageConfiguration(
                LineageConfiguration.builder().crawlerLineageSettings("DISABLE").build())
            .lakeFormationConfiguration(
                LakeFormationConfiguration.builder()
                    .useLakeFormationCredentials(false)
                    .accountId("")
                    .build())
            .configuration(input.configuration())
            .creationTime(call.now())
            .lastUpdated(call.now())
            .version(1L)
            .build();
    CrawlTargets.checkTogether(crawler, complete(input.schemaChangePolicy()));
    return new CrawlerSettings(crawler);
  }

  /** What the update names is replaced, the rest stays. */
  static Crawler changed(Crawler old, UpdateCrawlerRequest input, Call call) {
    checkOptions(
        input.recrawlPolicy(),
        input.lineageConfiguration(),
        input.lakeFormationConfiguration(),
        input.crawlerSecurityConfiguration());
    Crawler.Builder fresh = old.toBuilder();
    if (input.role() != null) {
      fresh.role(shownRole(input.role()));
    }
    if (input.databaseName() != null) {
      fresh.databaseName(Names.fold(input.databaseName()));
    }
    if (input.description() != null) {
      fresh.description(input.description());
    }
    if (input.targets() != null) {
      CrawlTargets.check(input.targets());
      fresh.targets(CrawlTargets.complete(input.targets()));
    }
    if (input.schedule() != null) {
      fresh.schedule(CrawlerSchedules.of(input.schedule(), call.now()));
    }
    if (input.classifiers() != null) {
      fresh.classifiers(input.classifiers());
    }
    if (input.tablePrefix() != null) {
      fresh.tablePrefix(input.tablePrefix());
    }
    if (input.schemaChangePolicy() != null) {
      fresh.schemaChangePolicy(complete(input.schemaChangePolicy()));
    }
    if (input.configuration() != null) {
      CrawlerConfiguration.parse(input.configuration());
      fresh.configuration(input.configuration());
    }
    if (input.recrawlPolicy() != null) {
      fresh.recrawlPolicy(complete(input.recrawlPolicy()));
    }
    Crawler merged = fresh.build();
    checkIncremental(merged.recrawlPolicy(), complete(merged.schemaChangePolicy()));
    CrawlTargets.checkTogether(merged, complete(merged.schemaChangePolicy()));
    long version = old.version() == null ? 1 : old.version();
    return fresh.lastUpdated(call.now()).version(version + 1).build();
  }

  private static RecrawlPolicy complete(@Nullable RecrawlPolicy policy) {
    String behavior = policy == null ? null : policy.recrawlBehavior();
    return RecrawlPolicy.builder()
        .recrawlBehavior(behavior == null ? "CRAWL_EVERYTHING" : behavior)
        .build();
  }

  private static void checkIncremental(@Nullable RecrawlPolicy recrawl, SchemaChangePolicy policy) {
    boolean onlyLog =
        "LOG".equals(policy.updateBehavior()) && "LOG".equals(policy.deleteBehavior());
    if (recrawl != null && "CRAWL_NEW_FOLDERS_ONLY".equals(recrawl.recrawlBehavior()) && !onlyLog) {
      throw GlueError.INVALID_INPUT.error(
          "The SchemaChangePolicy for \"Crawl new folders only\" Amazon S3 target can have only LOG"
              + " DeleteBehavior value and LOG UpdateBehavior value.");
    }
  }

  private static String shownRole(String role) {
    return Arn.isArn(role) ? Arn.parse(role).resource().replaceFirst("^role/", "") : role;
  }

  private static void checkOptions(
      @Nullable RecrawlPolicy recrawl,
      @Nullable LineageConfiguration lineage,
      @Nullable LakeFormationConfiguration lakeFormation,
      @Nullable String security) {
    String behavior = recrawl == null ? null : recrawl.recrawlBehavior();
    if (behavior != null
        && !behavior.equals("CRAWL_EVERYTHING")
        && !behavior.equals("CRAWL_NEW_FOLDERS_ONLY")
        && !behavior.equals(CrawlTargets.EVENTS)) {
      throw GlueError.notDone("RecrawlBehavior " + behavior);
    }
    if (lineage != null && "ENABLE".equals(lineage.crawlerLineageSettings())) {
      throw GlueError.notDone("CrawlerLineageSettings ENABLE");
    }
    if (lakeFormation != null) {
      Names.refuse(lakeFormation.useLakeFormationCredentials(), "UseLakeFormationCredentials");
    }
    Names.refuse(
        security == null || security.isEmpty() ? null : security, "CrawlerSecurityConfiguration");
  }

  private static SchemaChangePolicy complete(@Nullable SchemaChangePolicy policy) {
    String update = policy == null ? null : policy.updateBehavior();
    String delete = policy == null ? null : policy.deleteBehavior();
    return SchemaChangePolicy.builder()
        .updateBehavior(update == null ? "UPDATE_IN_DATABASE" : update)
        .deleteBehavior(delete == null ? "DEPRECATE_IN_DATABASE" : delete)
        .build();
  }
}
