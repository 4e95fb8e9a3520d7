package io.tarn.catalog;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.Classifier;
import io.tarn.api.glue.CreateClassifierRequest;
import io.tarn.api.glue.CreateCsvClassifierRequest;
import io.tarn.api.glue.CreateGrokClassifierRequest;
import io.tarn.api.glue.CreateJsonClassifierRequest;
import io.tarn.api.glue.CreateXMLClassifierRequest;
import io.tarn.api.glue.CsvClassifier;
import io.tarn.api.glue.GrokClassifier;
import io.tarn.api.glue.JsonClassifier;
import io.tarn.api.glue.UpdateClassifierRequest;
import io.tarn.api.glue.XMLClassifier;
import io.tarn.kernel.Page;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Classifiers: what people say about their files before a crawler looks. */
final class Classifiers {
  private static final Items ROWS = Items.CLASSIFIERS;
  private static final int REGION_MAX = 50;

  /** Source: AWS Glue Developer Guide, "Writing custom classifiers", custom CSV data types. */
  private static final Set<String> DATA_TYPES =
      Set.of(
          "BINARY",
          "BOOLEAN",
          "DATE",
          "DECIMAL",
          "DOUBLE",
          "FLOAT",
          "INT",
          "LONG",
          "SHORT",
          "STRING",
          "TIMESTAMP");

  private Classifiers() {}

  static Optional<Classifier> find(Tx tx, String region, String name) throws SQLException {
    return ROWS.find(tx, region, "", name).map(Classifiers::read);
  }

  static Classifier load(Tx tx, String region, String name) throws SQLException {
    return find(tx, region, name).orElseThrow(() -> notFound(name));
  }

  static Page<Classifier> list(Tx tx, String region, @Nullable String after, int limit)
      throws SQLException {
    List<Items.Item> items = ROWS.list(tx, region, "", after, limit + 1);
    List<Classifier> found = new ArrayList<>();
    for (Items.Item item : items.subList(0, Math.min(limit, items.size()))) {
      found.add(read(item.document()));
    }
    return new Page<>(
        found, items.size() > limit ? Optional.of(items.get(limit - 1).name()) : Optional.empty());
  }

  static String create(Tx tx, String region, Classifier classifier) throws SQLException {
    Limits.check(ROWS.count(tx, region, ""), REGION_MAX, "classifiers in this region");
    String name = nameOf(classifier);
    if (!ROWS.create(tx, region, "", name, StructureJson.write(classifier))) {
      throw GlueError.ALREADY_EXISTS.error("Classifier with name " + name + " already exists");
    }
    return name;
  }

  static String update(Tx tx, String region, UpdateClassifierRequest input, Instant now)
      throws SQLException {
    checkOne(
        input.grokClassifier(),
        input.xmlClassifier(),
        input.jsonClassifier(),
        input.csvClassifier());
    String name = nameOf(input);
    Classifier fresh = ClassifierChange.of(load(tx, region, name), input, now);
    check(fresh);
    ROWS.put(tx, region, "", name, StructureJson.write(fresh));
    return name;
  }

  static String delete(Tx tx, String region, String name) throws SQLException {
    if (!ROWS.delete(tx, region, "", name)) {
      throw notFound(name);
    }
    return name;
  }

  static Classifier of(CreateClassifierRequest input, Instant now) {
    checkOne(
        input.grokClassifier(),
        input.xmlClassifier(),
        input.jsonClassifier(),
        input.csvClassifier());
    Classifier.Builder classifier = Classifier.builder();
    CreateGrokClassifierRequest grok = input.grokClassifier();
    if (grok != null) {
      classifier.grokClassifier(
          GrokClassifier.builder()
              .name(grok.name())
              .classification(grok.classification())
              .creationTime(now)
              .lastUpdated(now)
              .version(1L)
              .grokPattern(grok.grokPattern())
              .customPatterns(grok.customPatterns())
              .build());
    }
    CreateXMLClassifierRequest xml = input.xmlClassifier();
    if (xml != null) {
      classifier.xmlClassifier(
          XMLClassifier.builder()
              .name(xml.name())
              .classification(xml.classification())
              .creationTime(now)
              .lastUpdated(now)
              .version(1L)
              .rowTag(xml.rowTag())
              .build());
    }
    CreateJsonClassifierRequest json = input.jsonClassifier();
    if (json != null) {
      classifier.jsonClassifier(
          JsonClassifier.builder()
              .name(json.name())
              .creationTime(now)
              .lastUpdated(now)
              .version(1L)
              .jsonPath(json.jsonPath())
              .build());
    }
    CreateCsvClassifierRequest csv = input.csvClassifier();
    if (csv != null) {
      classifier.csvClassifier(
          CsvClassifier.builder()
              .name(csv.name())
              .creationTime(now)
              .lastUpdated(now)
              .version(1L)
              .delimiter(csv.delimiter())
              .quoteSymbol(csv.quoteSymbol())
              .containsHeader(csv.containsHeader())
              .header(csv.header())
              .disableValueTrimming(csv.disableValueTrimming())
              .allowSingleColumn(csv.allowSingleColumn())
              .customDatatypeConfigured(csv.customDatatypeConfigured())
              .customDatatypes(csv.customDatatypes())
              .serde(csv.serde())
              .build());
    }
    Classifier made = classifier.build();
    check(made);
    return made;
  }

  static String nameOf(Classifier classifier) {
    if (classifier.grokClassifier() != null) {
      return classifier.grokClassifier().name();
    }
    if (classifier.xmlClassifier() != null) {
      return classifier.xmlClassifier().name();
    }
    if (classifier.jsonClassifier() != null) {
      return classifier.jsonClassifier().name();
    }
    return Names.required(classifier.csvClassifier(), "CsvClassifier").name();
  }

  private static String nameOf(UpdateClassifierRequest input) {
    if (input.grokClassifier() != null) {
      return input.grokClassifier().name();
    }
    if (input.xmlClassifier() != null) {
      return input.xmlClassifier().name();
    }
    if (input.jsonClassifier() != null) {
      return input.jsonClassifier().name();
    }
    return Names.required(input.csvClassifier(), "CsvClassifier").name();
  }

  private static void checkOne(@Nullable Object... kinds) {
    if (Stream.of(kinds).filter(Objects::nonNull).count() != 1) {
      throw GlueError.INVALID_INPUT.error(
          "Exactly one of GrokClassifier, XMLClassifier, JsonClassifier and CsvClassifier must be"
              + " given");
    }
  }

  /** What no crawler could use is refused when it is said. */
  private static void check(Classifier classifier) {
    JsonClassifier json = classifier.jsonClassifier();
    if (json != null && !json.jsonPath().startsWith("$")) {
      throw GlueError.INVALID_INPUT.error("JsonPath must begin with $: " + json.jsonPath());
    }
    GrokClassifier grok = classifier.grokClassifier();
    if (grok != null && !grok.grokPattern().contains("%{")) {
      throw GlueError.INVALID_INPUT.error(
          "GrokPattern holds no %{PATTERN:field}: " + grok.grokPattern());
    }
    CsvClassifier csv = classifier.csvClassifier();
    if (csv != null) {
      check(csv);
    }
  }

  private static void check(CsvClassifier csv) {
    if (csv.delimiter() != null && csv.delimiter().equals(csv.quoteSymbol())) {
      throw GlueError.INVALID_INPUT.error("Delimiter and QuoteSymbol must differ");
    }
    List<String> types = csv.customDatatypes() == null ? List.of() : csv.customDatatypes();
    for (String type : types) {
      if (!DATA_TYPES.contains(type.toUpperCase(Locale.ROOT))) {
        throw GlueError.INVALID_INPUT.error("Unsupported custom datatype: " + type);
      }
    }
    if (Boolean.TRUE.equals(csv.customDatatypeConfigured()) && types.isEmpty()) {
      throw GlueError.INVALID_INPUT.error(
          "CustomDatatypes must be given when CustomDatatypeConfigured is true");
    }
  }

  private static RuntimeException notFound(String name) {
    return GlueError.ENTITY_NOT_FOUND.error(
        "Classifier entry with name " + name + " does not exist");
  }

  private static Classifier read(String document) {
    return StructureJson.read(document, Classifier.builder()).build();
  }
}
