package io.tarn.store;

import io.tarn.api.Call;
import io.tarn.api.Member;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.s3.ServerSideEncryptionByDefault;
import io.tarn.api.s3.ServerSideEncryptionConfiguration;
import io.tarn.api.s3.ServerSideEncryptionRule;
import io.tarn.store.crypt.Asked;
import io.tarn.store.crypt.CustomerKey;
import io.tarn.store.crypt.Default;
import io.tarn.store.crypt.Encryption;
import io.tarn.store.crypt.Opener;
import io.tarn.store.crypt.Seal;
import io.tarn.store.crypt.Vault;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operations make of the encryption headers of their requests. */
final class Encryptions {
  private static final ParsedDocuments<ServerSideEncryptionConfiguration> CONFIGURATIONS =
      ParsedDocuments.of(
          ServerSideEncryptionConfiguration::builder,
          ServerSideEncryptionConfiguration.Builder::build);

  private static final String CONTEXT = "SSEKMSEncryptionContext";

  private Encryptions() {}

  /**
   * What a write does.
   *
   * @param context the header that the answer gives back
   */
  record Plan(
      Optional<Encryption> encryption,
      Optional<CustomerKey> customer,
      Seal.Maker sealing,
      @Nullable Object context) {
    void answer(StructureBuilder output) {
      encryption.ifPresent(how -> how.answer(output, customer));
      Member member = output.schema().find(CONTEXT);
      if (member != null && context != null) {
        output.set(member.index(), context);
      }
    }

    /** Whether bytes of this encryption may be used as they lie, which only the lake's may. */
    boolean shares(Optional<Encryption> source) {
      if (encryption.isEmpty() || source.isEmpty()) {
        return encryption.isEmpty() && source.isEmpty();
      }
      return encryption.get().kind() == Encryption.Kind.LAKE
          && source.get().kind() == Encryption.Kind.LAKE;
    }
  }

  /**
   * What the headers of a write and the bucket's default come to, once the caller may.
   *
   * @throws io.tarn.kernel.ServiceError for wrong headers, KMS's errors, AccessDenied
   */
  static Plan plan(Store store, Call call, BucketRow bucket, String key, Structure input) {
    Asked asked = Asked.of(input);
    Vault.Place place = new Vault.Place(bucket.region(), bucket.name(), key);
    Optional<Encryption> encryption =
        store.vault.decide(call, place, asked, otherwise(store, bucket));
    Member member = input.schema().find(CONTEXT);
    return new Plan(
        encryption,
        asked.customer(),
        store.vault.sealing(call, encryption, asked.customer()),
        member == null ? null : input.get(member.index()));
  }

  /** The same for a room that writes in its caller's name and asks for nothing. */
  static Plan plan(Vault vault, Default otherwise, Call call, BucketRow bucket, String key) {
    Vault.Place place = new Vault.Place(bucket.region(), bucket.name(), key);
    Optional<Encryption> encryption = vault.decide(call, place, Asked.NOTHING, otherwise);
    return new Plan(
        encryption, Optional.empty(), vault.sealing(call, encryption, Optional.empty()), null);
  }

  /** A part is sealed as its upload was begun. */
  static Plan part(Store store, Call call, Uploads.Upload upload, Structure input) {
    Optional<CustomerKey> customer = CustomerKey.of(input, "");
    Optional<Encryption> encryption = upload.attributes().encryption();
    Vault.checkPart(encryption, customer);
    return new Plan(encryption, customer, store.vault.sealing(call, encryption, customer), null);
  }

  static Default otherwise(Store store, BucketRow bucket) {
    return otherwise(bucket, store.vault.otherwise());
  }

  static Default otherwise(BucketRow bucket, Default lake) {
    Optional<ServerSideEncryptionConfiguration> set =
        CONFIGURATIONS.find(bucket, BucketSetting.ENCRYPTION);
    if (set.isEmpty()) {
      return lake;
    }
    ServerSideEncryptionRule rule = set.get().rules().getFirst();
    ServerSideEncryptionByDefault how = rule.applyServerSideEncryptionByDefault();
    if (how == null) {
      return lake;
    }
    boolean kms = "aws:kms".equals(how.sseAlgorithm());
    return new Default(
        Optional.of(kms ? Encryption.Kind.KMS : Encryption.Kind.LAKE),
        how.kmsMasterKeyID(),
        kms && Boolean.TRUE.equals(rule.bucketKeyEnabled()));
  }

  /** What opens a version for a reader, once he may. */
  static Opener opener(Store store, Call call, Reads.Opened opened, Optional<CustomerKey> key) {
    return store.vault.opening(call, opened.row().attributes().encryption(), key);
  }

  /** Headers of an answer about a version. */
  static void answer(StructureBuilder output, VersionRow row, Optional<CustomerKey> key) {
    row.attributes().encryption().ifPresent(how -> how.answer(output, key));
  }
}
