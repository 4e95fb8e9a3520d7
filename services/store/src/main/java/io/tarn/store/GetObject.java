package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.crypt.CustomerKey;
import io.tarn.store.crypt.Opener;
import java.util.List;
import java.util.Optional;

final class GetObject implements Operation<GetObjectRequest, GetObjectOutput> {
  private final Store store;

  GetObject(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetObjectRequest, GetObjectOutput> model() {
    return S3Service.GET_OBJECT;
  }

  @Override
  public AccessRule<GetObjectRequest> access() {
    return (input, call) ->
        List.of(store.readAccess(call, input.bucket(), input.key(), input.versionId()));
  }

  @Override
  public GetObjectOutput apply(GetObjectRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Overrides.refuseAnonymous(call, input);
    Objects.Hold hold = store.holds.hold();
    try {
      Reads.Opened opened = Reads.read(store, call, bucket, input.key(), input.versionId());
      VersionRow row = opened.row();
      Optional<CustomerKey> customer = CustomerKey.of(input, "");
      Opener opener = Encryptions.opener(store, call, opened, customer);
      new Reads.Conditions(
              input.ifMatch(),
              input.ifNoneMatch(),
              input.ifModifiedSince(),
              input.ifUnmodifiedSince())
          .check(row);
      Reads.Range all = new Reads.Range(0, row.size());
      Optional<Reads.Range> range = Reads.wanted(opened, input.range(), input.partNumber());
      Reads.Range part = range.orElse(all);
      GetObjectOutput.Builder output =
          GetObjectOutput.builder()
              .body(
                  new StoredBody(
                      store.blobs, opened.blob(), part.offset(), part.length(), opener, hold))
              .acceptRanges("bytes")
              .lastModified(Store.seconds(row.modified()))
              .contentLength(part.length())
              .contentRange(range.map(r -> r.contentRange(row.size())).orElse(null))
              .eTag(ETags.quote(row.etag()))
              .versionId(Store.shown(bucket, row))
              .metadata(row.attributes().metadata())
              .storageClass(row.attributes().storageClass())
              .expiration(store.lifecycles.expiration(bucket, row))
              .websiteRedirectLocation(row.attributes().websiteRedirect())
              .tagCount(Reads.tagCount(row))
              .partsCount(Reads.partsCount(opened, input.partNumber()));
      Locks.show(store, call, row, output);
      Overrides.apply(output, row.attributes(), input);
      Encryptions.answer(output, row, customer);
      if ("ENABLED".equals(input.checksumMode())) {
        Checks.set(
            output,
            Reads.checksums(opened, part, input.partNumber()),
            row.attributes().checksumType());
      }
      return output.build();
    } catch (RuntimeException e) {
      hold.close();
      throw e;
    }
  }
}
