package io.tarn.catalog;

import static java.util.Objects.requireNonNull;

import io.tarn.api.StructureJson;
import io.tarn.api.glue.DeleteResourcePolicyRequest;
import io.tarn.api.glue.GluePolicy;
import io.tarn.api.glue.PutResourcePolicyRequest;
import io.tarn.kernel.ServiceError;
import io.tarn.ledger.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policy on a region's catalog, the only one there is: it speaks about all of the catalog's
 * resources. Source: AWS Glue Developer Guide, "Resource-based policies".
 */
final class CatalogPolicy {
  private static final Items ROWS = Items.POLICIES;
  private static final String NAME = "catalog";
  static final int BYTES_MAX = 10_240;

  private CatalogPolicy() {}

  static Optional<GluePolicy> find(Tx tx, String region) throws SQLException {
    return ROWS.find(tx, region, "", NAME)
        .map(text -> StructureJson.read(text, GluePolicy.builder()).build());
  }

  static GluePolicy load(Tx tx, String region) throws SQLException {
    return find(tx, region).orElseThrow(CatalogPolicy::notFound);
  }

  static String put(Tx tx, String region, PutResourcePolicyRequest input, Instant now)
      throws SQLException {
    Optional<GluePolicy> old = find(tx, region);
    String condition = input.policyExistsCondition();
    if ("MUST_EXIST".equals(condition) && old.isEmpty()) {
      throw notFound();
    }
    if ("NOT_EXIST".equals(condition) && old.isPresent()) {
      throw GlueError.CONDITION_CHECK_FAILURE.error("The resource policy exists already");
    }
    checkHash(old, input.policyHashCondition());
    String hash = hashOf(input.policyInJson());
    Instant created = old.map(GluePolicy::createTime).orElse(now);
    ROWS.put(
        tx,
        region,
        "",
        NAME,
        StructureJson.write(
            GluePolicy.builder()
                .policyInJson(input.policyInJson())
                .policyHash(hash)
                .createTime(created)
                .updateTime(now)
                .build()));
    return hash;
  }

  static String delete(Tx tx, String region, DeleteResourcePolicyRequest input)
      throws SQLException {
    GluePolicy old = load(tx, region);
    checkHash(Optional.of(old), input.policyHashCondition());
    ROWS.delete(tx, region, "", NAME);
    return requireNonNull(old.policyHash());
  }

  private static void checkHash(Optional<GluePolicy> old, @Nullable String expected) {
    if (expected != null && old.filter(policy -> expected.equals(policy.policyHash())).isEmpty()) {
      throw GlueError.CONDITION_CHECK_FAILURE.error(
          "The resource policy has another hash than " + expected);
    }
  }

  static ServiceError notFound() {
    return GlueError.ENTITY_NOT_FOUND.error("Policy not found");
  }

  private static String hashOf(String policy) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(policy.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }
}
