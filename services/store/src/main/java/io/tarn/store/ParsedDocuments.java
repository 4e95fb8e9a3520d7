package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.StructureBuilder;
import io.tarn.api.StructureJson;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What documents of one setting mean, parsed once each: every request asks for them, and a commit
 * reads its bucket anew. The meaning depends on the document alone, so that nothing here can be out
 * of date. Thread-safe; holds some megabytes of documents at most.
 */
final class ParsedDocuments<T> {
  private static final long KEPT_CHARACTERS = 4 << 20;

  private final Function<String, T> parser;
  private final Map<String, T> kept = new ConcurrentHashMap<>();
  private final AtomicLong characters = new AtomicLong();

  /**
   * @param parser gives an immutable value
   */
  ParsedDocuments(Function<String, T> parser) {
    this.parser = requireNonNull(parser, "parser is null");
  }

  /** Those of a setting that is kept as a structure of S3's. */
  static <B extends StructureBuilder, T> ParsedDocuments<T> of(
      Supplier<B> builder, Function<B, T> build) {
    return new ParsedDocuments<>(
        document -> build.apply(StructureJson.read(document, builder.get())));
  }

  Optional<T> find(BucketRow bucket, BucketSetting kind) {
    return bucket.setting(kind).map(this::parse);
  }

  private T parse(String document) {
    T known = kept.get(document);
    if (known != null) {
      return known;
    }
    T parsed = parser.apply(document);
    if (characters.addAndGet(document.length()) > KEPT_CHARACTERS) {
      kept.clear();
      characters.set(document.length());
    }
    kept.put(document, parsed);
    return parsed;
  }
}
