package io.tarn.catalog;

import io.tarn.api.glue.Classifier;
import io.tarn.api.glue.Crawler;
import io.tarn.api.glue.CsvClassifier;
import io.tarn.catalog.inference.CustomClassifier;
import io.tarn.catalog.inference.Dialect;
import io.tarn.catalog.inference.HeaderRule;
import io.tarn.ledger.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The classifiers that a crawler names, as the crawl asks them. */
final class CrawlClassifiers {
  private CrawlClassifiers() {}

  /**
   * @throws io.tarn.kernel.ServiceError EntityNotFoundException when one was deleted since
   */
  static List<CustomClassifier> of(Tx tx, String region, Crawler crawler) throws SQLException {
    List<CustomClassifier> classifiers = new ArrayList<>();
    List<String> names = crawler.classifiers() == null ? List.of() : crawler.classifiers();
    for (String name : names) {
      classifiers.add(of(Classifiers.load(tx, region, name)));
    }
    return classifiers;
  }

  private static CustomClassifier of(Classifier row) {
    if (row.csvClassifier() != null) {
      return csv(row.csvClassifier());
    }
    if (row.jsonClassifier() != null) {
      return new CustomClassifier.Json(
          row.jsonClassifier().name(), text(row.jsonClassifier().jsonPath()));
    }
    if (row.xmlClassifier() != null) {
      return new CustomClassifier.Xml(
          row.xmlClassifier().name(),
          text(row.xmlClassifier().classification()),
          text(row.xmlClassifier().rowTag()));
    }
    if (row.grokClassifier() != null) {
      return new CustomClassifier.GrokLines(
          row.grokClassifier().name(),
          text(row.grokClassifier().classification()),
          text(row.grokClassifier().grokPattern()),
          text(row.grokClassifier().customPatterns()));
    }
    throw new IllegalStateException("A classifier of no kind");
  }

  private static CustomClassifier csv(CsvClassifier csv) {
    List<String> types = new ArrayList<>();
    boolean typed = Boolean.TRUE.equals(csv.customDatatypeConfigured());
    for (String type :
        typed && csv.customDatatypes() != null ? csv.customDatatypes() : List.<String>of()) {
      types.add(hiveType(type));
    }
    HeaderRule header =
        switch (text(csv.containsHeader())) {
          case "PRESENT" -> HeaderRule.PRESENT;
          case "ABSENT" -> HeaderRule.ABSENT;
          default -> HeaderRule.EVIDENCE;
        };
    return new CustomClassifier.Csv(
        csv.name(),
        first(csv.delimiter()),
        first(csv.quoteSymbol()),
        header,
        csv.header() == null ? List.of() : csv.header(),
        types,
        Boolean.TRUE.equals(csv.allowSingleColumn()),
        text(csv.serde()));
  }

  /** Source: AWS Glue Developer Guide, "Writing CSV custom classifiers", custom data types. */
  private static String hiveType(String type) {
    return switch (type.toUpperCase(Locale.ROOT)) {
      case "LONG" -> "bigint";
      case "SHORT" -> "smallint";
      case "DECIMAL" -> "decimal(38,18)";
      default -> type.toLowerCase(Locale.ROOT);
    };
  }

  private static char first(@Nullable String text) {
    return Optional.ofNullable(text)
        .filter(t -> !t.isEmpty())
        .map(t -> t.charAt(0))
        .orElse(Dialect.NONE);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
