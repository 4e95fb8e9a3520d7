package io.tarn.store;

import io.tarn.api.StructureBuilder;
import io.tarn.api.StructureJson;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A bucket as the ledger has it, with everything that is set of it. */
record BucketRow(
    String name,
    String region,
    Instant created,
    Versioning versioning,
    Map<BucketSetting, String> settings) {
  BucketRow {
    Map<BucketSetting, String> copy = new EnumMap<>(BucketSetting.class);
    copy.putAll(settings);
    settings = Collections.unmodifiableMap(copy);
  }

  Optional<String> setting(BucketSetting kind) {
    return Optional.ofNullable(settings.get(kind));
  }

  /** A setting's document as the structure it was kept from. */
  <B extends StructureBuilder> Optional<B> setting(BucketSetting kind, B builder) {
    return setting(kind).map(document -> StructureJson.read(document, builder));
  }

  Optional<String> policy() {
    return setting(BucketSetting.POLICY);
  }

  Optional<String> tags() {
    return setting(BucketSetting.TAGS);
  }

  /** Whether its facts are also for EventBridge. */
  boolean eventBridge() {
    return setting(BucketSetting.NOTIFICATION)
        .filter(document -> document.contains("\"EventBridgeConfiguration\""))
        .isPresent();
  }
}
