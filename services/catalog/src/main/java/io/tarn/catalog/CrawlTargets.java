package io.tarn.catalog;

import io.tarn.api.glue.CatalogTarget;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CrawlerTargets;
import io.tarn.api.glue.DeltaTarget;
import io.tarn.api.glue.IcebergTarget;
import io.tarn.api.glue.JdbcTarget;
import io.tarn.api.glue.S3Target;
import io.tarn.api.glue.SchemaChangePolicy;
import io.tarn.catalog.inference.Globs;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A crawler's targets as they were asked for: checked, and filled up as GetCrawler shows them. */
final class CrawlTargets {
  static final String EVENTS = "CRAWL_EVENT_MODE";
  private static final Pattern QUEUE =
      Pattern.compile("arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_.-]{1,80}");
  private static final int SAMPLE_MAX = 249;
  private static final int DEPTH_MAX = 20;

  private CrawlTargets() {}

  static void check(CrawlerTargets targets) {
    refuse(targets.mongoDBTargets(), "MongoDBTargets");
    refuse(targets.dynamoDBTargets(), "DynamoDBTargets");
    refuse(targets.hudiTargets(), "HudiTargets");
    list(targets.s3Targets()).forEach(CrawlTargets::check);
    list(targets.jdbcTargets()).forEach(CrawlTargets::check);
    list(targets.icebergTargets()).forEach(CrawlTargets::check);
    list(targets.deltaTargets()).forEach(CrawlTargets::check);
    list(targets.catalogTargets()).forEach(CrawlTargets::check);
    int others =
        list(targets.s3Targets()).size()
            + list(targets.jdbcTargets()).size()
            + list(targets.icebergTargets()).size()
            + list(targets.deltaTargets()).size();
    boolean catalog = isCatalog(targets);
    if (others == 0 && !catalog) {
      throw GlueError.INVALID_INPUT.error("Crawler has no target: name at least one");
    }
    if (others > 0 && catalog) {
      throw GlueError.INVALID_INPUT.error(
          "Catalog targets cannot be crawled together with targets of other kinds");
    }
  }

  static boolean isCatalog(@Nullable CrawlerTargets targets) {
    return targets != null && !list(targets.catalogTargets()).isEmpty();
  }

  /** What does not go together, whichever of them was changed. */
  static void checkTogether(Crawler crawler, SchemaChangePolicy policy) {
    checkEvents(crawler);
    if (isCatalog(crawler.targets())) {
      if (!"LOG".equals(policy.deleteBehavior())) {
        throw GlueError.INVALID_INPUT.error(
            "The SchemaChangePolicy for \"Catalog\" target can have only LOG DeleteBehavior value.");
      }
    } else if (crawler.databaseName() == null || crawler.databaseName().isBlank()) {
      throw GlueError.INVALID_INPUT.error(
          "DatabaseName is required: crawler " + crawler.name() + " has no Catalog targets");
    }
  }

  private static void check(S3Target target) {
    S3Path.parse(Names.required(target.path(), "Path"));
    checkQueue(target.eventQueueArn());
    checkQueue(target.dlqEventQueueArn());
    Integer sample = target.sampleSize();
    if (sample != null && (sample < 1 || sample > SAMPLE_MAX)) {
      throw GlueError.INVALID_INPUT.error(
          "SampleSize must be from 1 to " + SAMPLE_MAX + ", not " + sample);
    }
    checkExclusions(target.exclusions());
  }

  private static void checkQueue(@Nullable String arn) {
    if (arn != null && !arn.isEmpty() && !QUEUE.matcher(arn).matches()) {
      throw GlueError.INVALID_INPUT.error("EventQueueArn is no ARN of an SQS queue: " + arn);
    }
  }

  static boolean isEventMode(Crawler crawler) {
    return crawler.recrawlPolicy() != null
        && EVENTS.equals(crawler.recrawlPolicy().recrawlBehavior());
  }

  private static void checkEvents(Crawler crawler) {
    CrawlerTargets targets = Names.required(crawler.targets(), "Targets");
    if (!isEventMode(crawler)) {
      for (S3Target target : list(targets.s3Targets())) {
        Names.refuse(target.eventQueueArn(), "EventQueueArn without CRAWL_EVENT_MODE");
        Names.refuse(target.dlqEventQueueArn(), "DlqEventQueueArn without CRAWL_EVENT_MODE");
      }
      for (CatalogTarget target : list(targets.catalogTargets())) {
        Names.refuse(target.eventQueueArn(), "EventQueueArn without CRAWL_EVENT_MODE");
        Names.refuse(target.dlqEventQueueArn(), "DlqEventQueueArn without CRAWL_EVENT_MODE");
      }
    } else if (!list(targets.jdbcTargets()).isEmpty()
        || !list(targets.icebergTargets()).isEmpty()
        || !list(targets.deltaTargets()).isEmpty()) {
      throw GlueError.notDone(
          "CRAWL_EVENT_MODE for other targets than S3 paths and catalog tables");
    }
  }

  private static void check(JdbcTarget target) {
    Names.required(target.connectionName(), "ConnectionName");
    Names.required(target.path(), "Path");
    checkExclusions(target.exclusions());
  }

  private static void check(IcebergTarget target) {
    for (String path : Names.required(target.paths(), "Paths")) {
      S3Path.parse(path);
    }
    Integer depth = target.maximumTraversalDepth();
    if (depth != null && (depth < 1 || depth > DEPTH_MAX)) {
      throw GlueError.INVALID_INPUT.error(
          "MaximumTraversalDepth must be from 1 to " + DEPTH_MAX + ", not " + depth);
    }
    checkExclusions(target.exclusions());
  }

  private static void check(DeltaTarget target) {
    for (String path : Names.required(target.deltaTables(), "DeltaTables")) {
      S3Path.parse(path);
    }
    if (list(target.deltaTables()).isEmpty()) {
      throw GlueError.INVALID_INPUT.error("DeltaTables of a Delta target are empty");
    }
  }

  private static void check(CatalogTarget target) {
    if (target.tables().isEmpty()) {
      throw GlueError.INVALID_INPUT.error("Tables of a Catalog target are empty");
    }
    checkQueue(target.eventQueueArn());
    checkQueue(target.dlqEventQueueArn());
  }

  private static void checkExclusions(@Nullable List<String> exclusions) {
    try {
      Globs.of(list(exclusions));
    } catch (IllegalArgumentException e) {
      throw GlueError.INVALID_INPUT.error(String.valueOf(e.getMessage()));
    }
  }

  private static void refuse(@Nullable List<?> targets, String member) {
    Names.refuse(list(targets).isEmpty() ? null : targets, member);
  }

  static CrawlerTargets complete(CrawlerTargets targets) {
    List<S3Target> s3 = new ArrayList<>();
    for (S3Target target : list(targets.s3Targets())) {
      s3.add(target.toBuilder().exclusions(list(target.exclusions())).build());
    }
    List<JdbcTarget> jdbc = new ArrayList<>();
    for (JdbcTarget target : list(targets.jdbcTargets())) {
      jdbc.add(target.toBuilder().exclusions(list(target.exclusions())).build());
    }
    return CrawlerTargets.builder()
        .s3Targets(s3)
        .jdbcTargets(jdbc)
        .mongoDBTargets(List.of())
        .dynamoDBTargets(List.of())
        .catalogTargets(list(targets.catalogTargets()))
        .deltaTargets(list(targets.deltaTargets()))
        .icebergTargets(list(targets.icebergTargets()))
        .hudiTargets(List.of())
        .build();
  }

  static <T> List<T> list(@Nullable List<T> targets) {
    return targets == null ? List.of() : targets;
  }
}
