package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Ownership;
import io.tarn.api.PageTokens;
import io.tarn.api.s3.Bucket;
import io.tarn.api.s3.ListBucketsOutput;
import io.tarn.api.s3.ListBucketsRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.acl.Accounts;
import java.util.ArrayList;
import java.util.List;

/** The caller's account's buckets of all regions by name. */
final class ListBuckets implements Operation<ListBucketsRequest, ListBucketsOutput> {
  private final Store store;

  ListBuckets(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<ListBucketsRequest, ListBucketsOutput> model() {
    return S3Service.LIST_BUCKETS;
  }

  @Override
  public AccessRule<ListBucketsRequest> access() {
    return (input, call) ->
        List.of(
            Access.of("s3:ListAllMyBuckets", "*")
                .withOwnership(Ownership.of(call.caller().account())));
  }

  @Override
  public ListBucketsOutput apply(ListBucketsRequest input, Call call) {
    int limit = input.maxBuckets() == null ? store.limits.buckets() : input.maxBuckets();
    if (limit < 1 || limit > store.limits.buckets()) {
      throw S3Error.invalidArgument(
          "Argument max-buckets must be an integer between 1 and " + store.limits.buckets(),
          "max-buckets",
          Integer.toString(limit));
    }
    String prefix = input.prefix() == null ? "" : input.prefix();
    String after =
        input.continuationToken() == null
            ? ""
            : PageTokens.open(
                input.continuationToken(), S3Error.INVALID_ARGUMENT, "ListBuckets", prefix);
    List<Bucket> shown = new ArrayList<>();
    String next = null;
    for (BucketRow row :
        store.ledger.read(
            tx ->
                Buckets.list(
                    tx,
                    store.rights.guest(call.caller().account()),
                    prefix,
                    after == null ? "" : after,
                    store.limits.buckets() + 1))) {
      if (!row.name().startsWith(prefix)) {
        break;
      }
      if (input.bucketRegion() != null && !input.bucketRegion().equals(row.region())) {
        continue;
      }
      if (shown.size() == limit) {
        next = shown.getLast().name();
        break;
      }
      shown.add(
          Bucket.builder()
              .name(row.name())
              .creationDate(Store.seconds(row.created()))
              .bucketRegion(row.region())
              .bucketArn("arn:aws:s3:::" + row.name())
              .build());
    }
    return ListBucketsOutput.builder()
        .owner(Accounts.owner(call.caller().account()))
        .buckets(shown)
        .prefix(input.prefix())
        .continuationToken(next == null ? null : PageTokens.seal(next, "ListBuckets", prefix))
        .build();
  }
}
