package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.HeadObjectOutput;
import io.tarn.api.s3.HeadObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.store.crypt.CustomerKey;
import io.tarn.store.crypt.Vault;
import java.util.List;
import java.util.Optional;

final class HeadObject implements Operation<HeadObjectRequest, HeadObjectOutput> {
  private final Store store;

  HeadObject(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<HeadObjectRequest, HeadObjectOutput> model() {
    return S3Service.HEAD_OBJECT;
  }

  @Override
  public AccessRule<HeadObjectRequest> access() {
    return (input, call) ->
        List.of(store.readAccess(call, input.bucket(), input.key(), input.versionId()));
  }

  @Override
  public HeadObjectOutput apply(HeadObjectRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Overrides.refuseAnonymous(call, input);
    Reads.Opened opened = Reads.read(store, call, bucket, input.key(), input.versionId());
    VersionRow row = opened.row();
    Optional<CustomerKey> customer = CustomerKey.of(input, "");
    if ("ENABLED".equals(input.checksumMode())) {
      // A checksum tells of the bytes: whoever asks for it must be allowed to have them.
      Encryptions.opener(store, call, opened, customer);
    } else {
      Vault.checkCustomer(row.attributes().encryption(), customer);
    }
    new Reads.Conditions(
            input.ifMatch(),
            input.ifNoneMatch(),
            input.ifModifiedSince(),
            input.ifUnmodifiedSince())
        .check(row);
    Reads.Range all = new Reads.Range(0, row.size());
    Optional<Reads.Range> range = Reads.wanted(opened, input.range(), input.partNumber());
    HeadObjectOutput.Builder output =
        HeadObjectOutput.builder()
            .acceptRanges("bytes")
            .lastModified(Store.seconds(row.modified()))
            .contentLength(range.orElse(all).length())
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
          Reads.checksums(opened, range.orElse(all), input.partNumber()),
          row.attributes().checksumType());
    }
    return output.build();
  }
}
