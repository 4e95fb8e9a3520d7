package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.Checksum;
import io.tarn.api.s3.GetObjectAttributesOutput;
import io.tarn.api.s3.GetObjectAttributesParts;
import io.tarn.api.s3.GetObjectAttributesRequest;
import io.tarn.api.s3.ObjectPart;
import io.tarn.api.s3.S3Service;
import io.tarn.store.crypt.CustomerKey;
import io.tarn.store.crypt.Vault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

final class GetObjectAttributes
    implements Operation<GetObjectAttributesRequest, GetObjectAttributesOutput> {
  private final Store store;

  GetObjectAttributes(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<GetObjectAttributesRequest, GetObjectAttributesOutput> model() {
    return S3Service.GET_OBJECT_ATTRIBUTES;
  }

  @Override
  public AccessRule<GetObjectAttributesRequest> access() {
    return (input, call) ->
        List.of(
            store.access("s3:GetObject", input.bucket(), input.key(), input.versionId()),
            store.access("s3:GetObjectAttributes", input.bucket(), input.key()));
  }

  @Override
  public GetObjectAttributesOutput apply(GetObjectAttributesRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Reads.Opened opened = Reads.read(store, call, bucket, input.key(), input.versionId());
    VersionRow row = opened.row();
    Vault.checkCustomer(row.attributes().encryption(), CustomerKey.of(input, ""));
    Set<String> wanted = new HashSet<>();
    input.objectAttributes().forEach(names -> wanted.addAll(List.of(names.split(","))));
    wanted.removeIf(String::isBlank);
    for (String name : wanted) {
      if (!KNOWN.contains(name.strip())) {
        throw S3Error.invalidArgument(
            "Invalid attribute name specified.", "x-amz-object-attributes", name);
      }
    }
    GetObjectAttributesOutput.Builder output =
        GetObjectAttributesOutput.builder()
            .lastModified(Store.seconds(row.modified()))
            .versionId(Store.shown(bucket, row));
    if (wanted.contains("ETag")) {
      output.eTag(row.etag());
    }
    if (wanted.contains("Checksum") && !row.attributes().checksums().isEmpty()) {
      Checksum.Builder checksum = Checksum.builder();
      Checks.set(checksum, row.attributes().checksums(), row.attributes().checksumType());
      output.checksum(checksum.build());
    }
    if (wanted.contains("ObjectParts") && opened.blob().parts().isPresent()) {
      output.objectParts(parts(input, row, opened.blob().parts().get()));
    }
    if (wanted.contains("StorageClass")) {
      output.storageClass(row.attributes().storageClassName());
    }
    if (wanted.contains("ObjectSize")) {
      output.objectSize(row.size());
    }
    return output.build();
  }

  private static final Set<String> KNOWN =
      Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

  /** Parts one by one, with their checksums where the upload asked for an algorithm. */
  private GetObjectAttributesParts parts(
      GetObjectAttributesRequest input, VersionRow row, List<BlobRow.Piece> pieces) {
    GetObjectAttributesParts.Builder parts =
        GetObjectAttributesParts.builder().totalPartsCount(pieces.size());
    int limit =
        input.maxParts() == null
            ? store.limits.pageSize()
            : Math.min(input.maxParts(), store.limits.pageSize());
    int marker = input.partNumberMarker() == null ? 0 : input.partNumberMarker();
    List<ObjectPart> shown = new ArrayList<>();
    boolean more = false;
    int last = marker;
    for (BlobRow.Piece piece : pieces) {
      if (piece.number() <= marker) {
        continue;
      }
      if (shown.size() == limit) {
        more = true;
        break;
      }
      ObjectPart.Builder part = ObjectPart.builder().partNumber(piece.number()).size(piece.size());
      Checks.set(part, Reads.checksums(row, piece), null);
      shown.add(part.build());
      last = piece.number();
    }
    return parts
        .parts(shown)
        .maxParts(limit)
        .partNumberMarker(marker)
        .nextPartNumberMarker(last)
        .isTruncated(more)
        .build();
  }
}
