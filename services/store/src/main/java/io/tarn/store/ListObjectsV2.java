package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.PageTokens;
import io.tarn.api.s3.ListObjectsV2Output;
import io.tarn.api.s3.ListObjectsV2Request;
import io.tarn.api.s3.S3Service;
import java.util.List;

final class ListObjectsV2 implements Operation<ListObjectsV2Request, ListObjectsV2Output> {
  private final Store store;

  ListObjectsV2(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<ListObjectsV2Request, ListObjectsV2Output> model() {
    return S3Service.LIST_OBJECTS_V2;
  }

  @Override
  public AccessRule<ListObjectsV2Request> access() {
    return (input, call) -> {
      Access access = store.access("s3:ListBucket", input.bucket());
      access = Puts.with(access, "s3:prefix", input.prefix() == null ? "" : input.prefix());
      access = Puts.with(access, "s3:delimiter", input.delimiter());
      return List.of(
          input.maxKeys() == null
              ? access
              : access.withContext("s3:max-keys", Integer.toString(input.maxKeys())));
    };
  }

  @Override
  public ListObjectsV2Output apply(ListObjectsV2Request input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Pages.Text text = Pages.text(input.encodingType());
    int limit = Pages.size(input.maxKeys(), "max-keys", store.limits);
    String prefix = Pages.orEmpty(input.prefix());
    String delimiter = Pages.orEmpty(input.delimiter());
    String sealed = input.continuationToken();
    String token =
        PageTokens.open(
            sealed == null || sealed.isEmpty() ? null : sealed,
            S3Error.INVALID_ARGUMENT,
            "ListObjectsV2",
            bucket.name(),
            prefix,
            delimiter);
    String after = token == null ? Pages.orEmpty(input.startAfter()) : token;
    Listing.Query query = new Listing.Query(prefix, delimiter, after, limit);
    Listing.Found found = store.ledger.read(tx -> Listing.current(tx, bucket.name(), query));
    return ListObjectsV2Output.builder()
        .name(bucket.name())
        .prefix(text.show(prefix))
        .delimiter(text.showOrNull(input.delimiter()))
        .startAfter(text.showOrNull(input.startAfter()))
        .maxKeys(limit)
        .encodingType(input.encodingType())
        .keyCount(found.rows().size() + found.prefixes().size())
        .continuationToken(input.continuationToken())
        .isTruncated(found.next().isPresent())
        .nextContinuationToken(
            found
                .next()
                .map(
                    next ->
                        PageTokens.seal(next, "ListObjectsV2", bucket.name(), prefix, delimiter))
                .orElse(null))
        .contents(
            Pages.objects(
                found.rows(),
                text,
                Boolean.TRUE.equals(input.fetchOwner())
                    ? store.rights.owners(bucket)
                    : row -> null))
        .commonPrefixes(Pages.prefixes(found.prefixes(), text))
        .build();
  }
}
