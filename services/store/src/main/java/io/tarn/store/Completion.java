package io.tarn.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Validation;
import io.tarn.api.s3.CompleteMultipartUploadRequest;
import io.tarn.api.s3.CompletedPart;
import io.tarn.kernel.Checksum;
import io.tarn.ledger.Tx;
import io.tarn.store.BlobRow.Piece;
import io.tarn.store.Uploads.Part;
import io.tarn.store.Uploads.Upload;
import io.tarn.store.acl.Acl;
import io.tarn.store.crypt.Vault;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A completion that was planned on a snapshot, however many parts it has. The commit only makes
 * sure that no part has changed since, and touches few rows.
 *
 * @param repeated the answer of before, when the upload was completed already
 */
record Completion(
    Upload upload,
    List<Piece> pieces,
    long size,
    String etag,
    Map<Checksum, String> checksums,
    @Nullable String checksumType,
    Optional<Result> repeated) {

  /** What a completed upload became, kept so that a repeated call gets the same answer. */
  record Result(
      long blob,
      String etag,
      String versionId,
      Map<Checksum, String> checksums,
      @Nullable String checksumType) {
    static Result of(VersionRow row) {
      return new Result(
          row.blob(),
          row.etag(),
          row.versionId(),
          row.attributes().checksums(),
          row.attributes().checksumType());
    }

    String toJson() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("blob", blob).put("etag", etag).put("version", versionId);
      ObjectNode map = node.putObject("checksums");
      checksums.forEach((checksum, value) -> map.put(checksum.name(), value));
      if (checksumType != null) {
        node.put("type", checksumType);
      }
      return node.toString();
    }

    static Result ofJson(String json) {
      JsonNode node = Attributes.parse(json);
      Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
      node.path("checksums")
          .fields()
          .forEachRemaining(
              e -> checksums.put(Checksum.valueOf(e.getKey()), e.getValue().asText()));
      return new Result(
          node.path("blob").asLong(),
          node.path("etag").asText(),
          node.path("version").asText(),
          checksums,
          node.has("type") ? node.path("type").asText() : null);
    }
  }

  static Completion plan(Tx tx, Store store, CompleteMultipartUploadRequest input)
      throws SQLException {
    Upload upload =
        Uploads.find(tx, input.uploadId())
            .filter(row -> row.bucket().equals(input.bucket()) && row.key().equals(input.key()))
            .orElseThrow(() -> S3Error.noSuchUpload(input.uploadId()));
    if (upload.ended()) {
      Result result =
          upload
              .result()
              .map(Result::ofJson)
              .orElseThrow(() -> S3Error.noSuchUpload(input.uploadId()));
      return new Completion(
          upload, List.of(), 0, result.etag(), Map.of(), null, Optional.of(result));
    }
    List<CompletedPart> named =
        input.multipartUpload() == null || input.multipartUpload().parts() == null
            ? List.of()
            : input.multipartUpload().parts();
    if (named.isEmpty()) {
      throw Validation.malformedXml();
    }
    Map<Integer, Part> stored = new HashMap<>();
    for (Part part : Uploads.parts(tx, upload.id(), 0, store.limits.partsMax())) {
      stored.put(part.number(), part);
    }
    return new Planner(store, upload, stored, input).plan(named);
  }

  private static final class Planner {
    private final Store store;
    private final Upload upload;
    private final Map<Integer, Part> stored;
    private final CompleteMultipartUploadRequest input;
    private final Checksum algorithm;

    Planner(
        Store store,
        Upload upload,
        Map<Integer, Part> stored,
        CompleteMultipartUploadRequest input) {
      this.store = store;
      this.upload = upload;
      this.stored = stored;
      this.input = input;
      this.algorithm = upload.algorithm().orElse(Checksum.CRC64NVME);
    }

    Completion plan(List<CompletedPart> named) {
      List<Piece> pieces = new ArrayList<>(named.size());
      List<MultipartChecksums.Part> values = new ArrayList<>(named.size());
      Checksum.Running md5 = Checksum.MD5.start();
      long size = 0;
      checkOrder(named);
      List<Part> parts = named.stream().map(this::find).toList();
      parts.subList(0, parts.size() - 1).forEach(this::checkSize);
      for (Part part : parts) {
        String checksum = part.checksums().getOrDefault(algorithm, "");
        boolean own = upload.algorithm().isPresent();
        pieces.add(new Piece(part.number(), part.blob(), part.size(), own ? checksum : ""));
        values.add(new MultipartChecksums.Part(part.size(), checksum));
        byte[] digest = HexFormat.of().parseHex(part.etag());
        md5.update(digest, 0, digest.length);
        size += part.size();
      }
      if (size > store.limits.objectMax()) {
        throw S3Error.ENTITY_TOO_LARGE.with(
            "Your proposed upload exceeds the maximum allowed object size.");
      }
      if (input.mpuObjectSize() != null && input.mpuObjectSize() != size) {
        throw S3Error.INVALID_REQUEST.with(
            "The provided 'x-amz-mp-object-size' header value "
                + input.mpuObjectSize()
                + " does not match what was computed: "
                + size);
      }
      String etag = HexFormat.of().formatHex(md5.value()) + "-" + named.size();
      String type = upload.checksumType();
      if (input.checksumType() != null && !input.checksumType().equals(type)) {
        throw S3Error.INVALID_REQUEST.with(
            "The upload was created using the "
                + type
                + " checksum mode. The complete request must use the same checksum mode.");
      }
      Map<Checksum, String> checksums = whole(values, type);
      return new Completion(upload, pieces, size, etag, checksums, type, Optional.empty());
    }

    private Map<Checksum, String> whole(
        List<MultipartChecksums.Part> values, @Nullable String type) {
      if (values.stream().anyMatch(value -> value.checksum().isEmpty())) {
        return Map.of();
      }
      String computed =
          Checks.COMPOSITE.equals(type)
              ? MultipartChecksums.composite(algorithm, values)
              : MultipartChecksums.fullObject(algorithm, values);
      Map<Checksum, String> stated = Checks.stated(input);
      stated.forEach(
          (checksum, value) -> {
            String wanted = value.contains("-") ? value.substring(0, value.indexOf('-')) : value;
            String actual =
                computed.contains("-") ? computed.substring(0, computed.indexOf('-')) : computed;
            if (checksum != algorithm || !wanted.equals(actual)) {
              throw S3Error.BAD_DIGEST.with(
                  "The "
                      + checksum.name()
                      + " you specified did not match the calculated checksum.");
            }
          });
      return Map.of(algorithm, computed);
    }

    private void checkOrder(List<CompletedPart> named) {
      int before = 0;
      for (CompletedPart each : named) {
        int number = each.partNumber() == null ? 0 : each.partNumber();
        if (number <= before) {
          throw S3Error.INVALID_PART_ORDER
              .with(
                  "The list of parts was not in ascending order. Parts must be ordered by part"
                      + " number.")
              .with("UploadId", upload.id());
        }
        before = number;
      }
    }

    private Part find(CompletedPart named) {
      int number = named.partNumber() == null ? 0 : named.partNumber();
      Part part = stored.get(number);
      String etag = named.eTag() == null ? "" : ETags.unquote(named.eTag());
      boolean same = part != null && part.etag().equals(etag);
      if (part != null) {
        for (Map.Entry<Checksum, String> stated : Checks.stated(named).entrySet()) {
          String actual = part.checksums().get(stated.getKey());
          same &= stated.getValue().equals(actual);
        }
      }
      if (part == null || !same) {
        throw S3Error.INVALID_PART
            .with(
                "One or more of the specified parts could not be found.  The part may not have been"
                    + " uploaded, or the specified entity tag may not match the part's entity tag.")
            .with("UploadId", upload.id())
            .with("PartNumber", Integer.toString(number))
            .with("ETag", etag);
      }
      return part;
    }

    private void checkSize(Part part) {
      if (part.size() < store.limits.partMin()) {
        throw S3Error.ENTITY_TOO_SMALL
            .with("Your proposed upload is smaller than the minimum allowed size")
            .with("ProposedSize", Long.toString(part.size()))
            .with("MinSizeAllowed", Long.toString(store.limits.partMin()))
            .with("PartNumber", Integer.toString(part.number()))
            .with("ETag", part.etag());
      }
    }
  }

  /** Empty when parts have changed, or the upload has ended, since the plan was made. */
  Optional<VersionRow> commit(
      Tx tx, Store store, String bucket, long blob, WriteCondition condition, Origin origin)
      throws SQLException {
    Optional<Upload> now = Uploads.find(tx, upload.id());
    if (now.isEmpty() || now.get().ended() || now.get().changes() != upload.changes()) {
      return Optional.empty();
    }
    Blobs.insertParts(tx, blob, size, pieces, Vault.ofParts(upload.attributes().encryption()));
    Publisher.Draft draft =
        new Publisher.Draft(
            bucket,
            upload.key(),
            size,
            etag,
            blob,
            upload.attributes().withChecksums(checksums, checksums.isEmpty() ? null : checksumType),
            upload.tags(),
            upload.lock(),
            upload.acl().map(Acl::ofText));
    VersionRow row = store.publisher.put(tx, draft, condition, origin, "CompleteMultipartUpload");
    Uploads.end(tx, now.get(), Result.of(row).toJson(), origin.now(), origin.traceId());
    return Optional.of(row);
  }
}
