package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.DeleteMarkerEntry;
import io.tarn.api.s3.ListObjectVersionsOutput;
import io.tarn.api.s3.ListObjectVersionsRequest;
import io.tarn.api.s3.ObjectVersion;
import io.tarn.api.s3.S3Service;
import java.util.ArrayList;
import java.util.List;

final class ListObjectVersions
    implements Operation<ListObjectVersionsRequest, ListObjectVersionsOutput> {
  private final Store store;

  ListObjectVersions(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public OperationModel<ListObjectVersionsRequest, ListObjectVersionsOutput> model() {
    return S3Service.LIST_OBJECT_VERSIONS;
  }

  @Override
  public AccessRule<ListObjectVersionsRequest> access() {
    return (input, call) -> {
      Access access = store.access("s3:ListBucketVersions", input.bucket());
      access = Puts.with(access, "s3:prefix", input.prefix() == null ? "" : input.prefix());
      access = Puts.with(access, "s3:delimiter", input.delimiter());
      return List.of(
          input.maxKeys() == null
              ? access
              : access.withContext("s3:max-keys", Integer.toString(input.maxKeys())));
    };
  }

  @Override
  public ListObjectVersionsOutput apply(ListObjectVersionsRequest input, Call call) {
    BucketRow bucket = store.bucket(input.bucket(), input.expectedBucketOwner(), call);
    Pages.Text text = Pages.text(input.encodingType());
    int limit = Pages.size(input.maxKeys(), "max-keys", store.limits);
    String keyMarker = Pages.orEmpty(input.keyMarker());
    String versionMarker = Pages.orEmpty(input.versionIdMarker());
    if (!versionMarker.isEmpty() && keyMarker.isEmpty()) {
      throw S3Error.invalidArgument(
          "A version-id marker cannot be specified without a key marker.",
          "version-id-marker",
          versionMarker);
    }
    Store.checkVersionId(versionMarker.isEmpty() ? null : versionMarker);
    VersionListing.Query query =
        new VersionListing.Query(
            Pages.orEmpty(input.prefix()),
            Pages.orEmpty(input.delimiter()),
            keyMarker,
            versionMarker,
            limit);
    VersionListing.Found found =
        store.ledger.read(tx -> VersionListing.list(tx, bucket.name(), query));
    Pages.Owners owners = store.rights.owners(bucket);
    List<ObjectVersion> versions = new ArrayList<>();
    List<DeleteMarkerEntry> markers = new ArrayList<>();
    for (VersionRow row : found.rows()) {
      if (row.marker()) {
        markers.add(
            DeleteMarkerEntry.builder()
                .owner(owners.of(row))
                .key(text.show(row.key()))
                .versionId(row.versionId())
                .isLatest(row.latest())
                .lastModified(Store.seconds(row.modified()))
                .build());
      } else {
        versions.add(Pages.version(row, text, owners));
      }
    }
    return ListObjectVersionsOutput.builder()
        .name(bucket.name())
        .prefix(text.show(Pages.orEmpty(input.prefix())))
        .delimiter(text.showOrNull(input.delimiter()))
        .keyMarker(text.show(keyMarker))
        .versionIdMarker(versionMarker)
        .maxKeys(limit)
        .encodingType(input.encodingType())
        .isTruncated(found.nextKey().isPresent())
        .nextKeyMarker(found.nextKey().map(text::show).orElse(null))
        .nextVersionIdMarker(found.nextVersion().orElse(null))
        .versions(versions)
        .deleteMarkers(markers)
        .commonPrefixes(Pages.prefixes(found.prefixes(), text))
        .build();
  }
}
