package io.tarn.store;

import io.tarn.api.StructureBuilder;
import io.tarn.api.StructureJson;
import io.tarn.store.acl.Acl;
import io.tarn.store.acl.ObjectOwnership;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket as the ledger has it, with everything that is set of it.
 *
 * @param guest the account whose it is; empty for the lake's own, whose buckets stay its own when
 *     its number changes
 */
record BucketRow(
    String name,
    String region,
    Instant created,
    Versioning versioning,
    String guest,
    Map<BucketSetting, String> settings) {
  private static final ParsedDocuments<Acl> ACLS = new ParsedDocuments<>(Acl::ofText);

  BucketRow {
    Map<BucketSetting, String> copy = new EnumMap<>(BucketSetting.class);
    copy.putAll(settings);
    settings = Collections.unmodifiableMap(copy);
  }

  Optional<String> setting(BucketSetting kind) {
    return Optional.ofNullable(settings.get(kind));
  }

  /** A setting's document as the structure it was kept from, for who answers with it. */
  <B extends StructureBuilder> Optional<B> setting(BucketSetting kind, B builder) {
    return setting(kind).map(document -> StructureJson.read(document, builder));
  }

  Optional<String> policy() {
    return setting(BucketSetting.POLICY);
  }

  Optional<String> tags() {
    return setting(BucketSetting.TAGS);
  }

  /** Whose objects are that others write, and whether lists count. */
  ObjectOwnership ownership() {
    return setting(BucketSetting.OWNERSHIP)
        .flatMap(ObjectOwnership::find)
        .orElse(ObjectOwnership.OBJECT_WRITER);
  }

  /**
   * The account whose it is.
   *
   * @param home the lake's own
   */
  String owner(String home) {
    return guest.isEmpty() ? home : guest;
  }

  Acl acl(String home) {
    return ACLS.find(this, BucketSetting.ACL).orElseGet(() -> Acl.ownersOnly(owner(home)));
  }

  /** Whether a flag of the public access block is set. */
  boolean blocks(PublicAccess flag) {
    return setting(BucketSetting.PUBLIC_ACCESS_BLOCK)
        .filter(document -> document.contains(flag.document()))
        .isPresent();
  }

  /** Whether its facts are also for EventBridge. */
  boolean eventBridge() {
    return setting(BucketSetting.NOTIFICATION)
        .filter(document -> document.contains("\"EventBridgeConfiguration\""))
        .isPresent();
  }
}
