package io.tarn.catalog;

import io.tarn.api.glue.Classifier;
import io.tarn.api.glue.CsvClassifier;
import io.tarn.api.glue.GrokClassifier;
import io.tarn.api.glue.JsonClassifier;
import io.tarn.api.glue.UpdateClassifierRequest;
import io.tarn.api.glue.UpdateCsvClassifierRequest;
import io.tarn.api.glue.UpdateGrokClassifierRequest;
import io.tarn.api.glue.UpdateJsonClassifierRequest;
import io.tarn.api.glue.UpdateXMLClassifierRequest;
import io.tarn.api.glue.XMLClassifier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A classifier after an update: what is not given stays as it was, the version counts up. */
final class ClassifierChange {
  private ClassifierChange() {}

  static Classifier of(Classifier old, UpdateClassifierRequest input, Instant now) {
    Classifier.Builder fresh = Classifier.builder();
    if (input.grokClassifier() != null) {
      fresh.grokClassifier(grok(same(old.grokClassifier(), "grok"), input.grokClassifier(), now));
    } else if (input.xmlClassifier() != null) {
      fresh.xmlClassifier(xml(same(old.xmlClassifier(), "XML"), input.xmlClassifier(), now));
    } else if (input.jsonClassifier() != null) {
      fresh.jsonClassifier(json(same(old.jsonClassifier(), "JSON"), input.jsonClassifier(), now));
    } else if (input.csvClassifier() != null) {
      fresh.csvClassifier(csv(same(old.csvClassifier(), "CSV"), input.csvClassifier(), now));
    }
    return fresh.build();
  }

  private static GrokClassifier grok(
      GrokClassifier old, UpdateGrokClassifierRequest input, Instant now) {
    return old.toBuilder()
        .classification(or(input.classification(), old.classification()))
        .grokPattern(or(input.grokPattern(), old.grokPattern()))
        .customPatterns(orNull(input.customPatterns(), old.customPatterns()))
        .lastUpdated(now)
        .version(next(old.version()))
        .build();
  }

  private static XMLClassifier xml(
      XMLClassifier old, UpdateXMLClassifierRequest input, Instant now) {
    return old.toBuilder()
        .classification(or(input.classification(), old.classification()))
        .rowTag(orNull(input.rowTag(), old.rowTag()))
        .lastUpdated(now)
        .version(next(old.version()))
        .build();
  }

  private static JsonClassifier json(
      JsonClassifier old, UpdateJsonClassifierRequest input, Instant now) {
    return old.toBuilder()
        .jsonPath(or(input.jsonPath(), old.jsonPath()))
        .lastUpdated(now)
        .version(next(old.version()))
        .build();
  }

  private static CsvClassifier csv(
      CsvClassifier old, UpdateCsvClassifierRequest input, Instant now) {
    return old.toBuilder()
        .delimiter(orNull(input.delimiter(), old.delimiter()))
        .quoteSymbol(orNull(input.quoteSymbol(), old.quoteSymbol()))
        .containsHeader(orNull(input.containsHeader(), old.containsHeader()))
        .header(orNull(input.header(), old.header()))
        .disableValueTrimming(orNull(input.disableValueTrimming(), old.disableValueTrimming()))
        .allowSingleColumn(orNull(input.allowSingleColumn(), old.allowSingleColumn()))
        .customDatatypeConfigured(
            orNull(input.customDatatypeConfigured(), old.customDatatypeConfigured()))
        .customDatatypes(orNull(input.customDatatypes(), old.customDatatypes()))
        .serde(orNull(input.serde(), old.serde()))
        .lastUpdated(now)
        .version(next(old.version()))
        .build();
  }

  private static <T> T same(@Nullable T old, String kind) {
    if (old == null) {
      throw GlueError.INVALID_INPUT.error(
          "The classifier is of another kind than " + kind + ": delete it and make it anew");
    }
    return old;
  }

  private static <T> T or(@Nullable T fresh, T old) {
    return fresh == null ? old : fresh;
  }

  private static <T> @Nullable T orNull(@Nullable T fresh, @Nullable T old) {
    return fresh == null ? old : fresh;
  }

  private static Long next(@Nullable Long version) {
    return version == null ? 1L : version + 1;
  }
}
