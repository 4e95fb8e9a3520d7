package io.tarn.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.catalog.inference.CustomClassifier;
import io.tarn.catalog.inference.GroupingPolicy;
import io.tarn.catalog.inference.HeaderRule;
import io.tarn.catalog.inference.ProbeRules;
import io.tarn.kernel.ServiceError;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A crawler's {@code Configuration}: Glue's JSON of version 1.0 and, besides, {@code "Header"}:
 * {@code "evidence"} (the default) or {@code "glue"}, and {@code "Types"}: {@code "usual"} (the
 * default, those that scripts written for AWS expect) or {@code "rich"} (dates, timestamps and
 * decimals of delimited files, too). What is not known here is refused by its name. Source: AWS
 * Glue Developer Guide, "Setting crawler configuration options".
 *
 * @param mergeNewColumns {@code CrawlerOutput.Tables.AddOrUpdateBehavior = MergeNewColumns}
 * @param tableThreshold the most tables one crawl may find
 */
record CrawlerConfiguration(
    boolean combineCompatible,
    OptionalInt tableLevel,
    OptionalInt tableThreshold,
    boolean mergeNewColumns,
    HeaderRule headerRule,
    boolean richTypes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static CrawlerConfiguration parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new CrawlerConfiguration(
          false, OptionalInt.empty(), OptionalInt.empty(), false, HeaderRule.EVIDENCE, false);
    }
    JsonNode root = read(text);
    only(
        root,
        "Configuration",
        Set.of("Version", "Grouping", "CrawlerOutput", "CreatePartitionIndex", "Header", "Types"));
    if (root.path("Version").asDouble(1.0) != 1.0) {
      throw invalid("Version must be 1.0, not " + root.path("Version").asText());
    }
    JsonNode grouping = root.path("Grouping");
    only(grouping, "Grouping", Set.of("TableGroupingPolicy", "TableLevelConfiguration"));
    JsonNode output = root.path("CrawlerOutput");
    only(output, "CrawlerOutput", Set.of("Tables", "Partitions"));
    JsonNode tables = output.path("Tables");
    only(tables, "Tables", Set.of("AddOrUpdateBehavior", "TableThreshold"));
    JsonNode partitions = output.path("Partitions");
    only(partitions, "Partitions", Set.of("AddOrUpdateBehavior"));
    one(partitions, "AddOrUpdateBehavior", Set.of("InheritFromTable"));
    return new CrawlerConfiguration(
        one(grouping, "TableGroupingPolicy", Set.of("CombineCompatibleSchemas")) != null,
        positive(grouping, "TableLevelConfiguration"),
        positive(tables, "TableThreshold"),
        one(tables, "AddOrUpdateBehavior", Set.of("MergeNewColumns")) != null,
        "glue".equals(one(root, "Header", Set.of("glue", "evidence")))
            ? HeaderRule.GLUE
            : HeaderRule.EVIDENCE,
        "rich".equals(one(root, "Types", Set.of("rich", "usual"))));
  }

  GroupingPolicy policy(@Nullable Integer sampleSize, List<CustomClassifier> classifiers) {
    return new GroupingPolicy(
        combineCompatible,
        tableLevel,
        sampleSize == null ? OptionalInt.empty() : OptionalInt.of(sampleSize),
        new ProbeRules(headerRule, richTypes, classifiers));
  }

  private static JsonNode read(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (root == null || !root.isObject()) {
        throw invalid("it is no JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw invalid("it is no JSON: " + e.getOriginalMessage());
    }
  }

  private static void only(JsonNode node, String where, Set<String> known) {
    if (node.isMissingNode()) {
      return;
    }
    if (!node.isObject()) {
      throw invalid(where + " is no JSON object");
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw invalid(where + " holds " + name + ", which this lake does not know");
      }
    }
  }

  private static @Nullable String one(JsonNode node, String name, Set<String> values) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!values.contains(value.asText())) {
      throw invalid(name + " is " + value.asText() + ", which this lake does not know");
    }
    return value.asText();
  }

  private static OptionalInt positive(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return OptionalInt.empty();
    }
    int number = value.asInt(0);
    if (number < 1) {
      throw invalid(name + " must be a whole number from 1, not " + value.asText());
    }
    return OptionalInt.of(number);
  }

  private static ServiceError invalid(String why) {
    return GlueError.INVALID_INPUT.error("Crawler configuration is not valid: " + why);
  }
}
