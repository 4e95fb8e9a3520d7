package io.tarn.store;

import io.tarn.api.Call;
import io.tarn.kernel.Checksum;
import io.tarn.kernel.ServiceError;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Conditions and ranges of reads. Source: RFC 9110 sections 13 and 14; S3 API Reference, GetObject.
 */
final class Reads {
  private static final int PARTS_MAX = 10_000;

  private Reads() {}

  record Conditions(
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      @Nullable Instant ifModifiedSince,
      @Nullable Instant ifUnmodifiedSince) {
    /**
     * @throws ServiceError 412 PreconditionFailed or 304 NotModified
     */
    void check(VersionRow row) {
      Instant modified = Store.seconds(row.modified());
      if (ifMatch != null) {
        if (!ETags.matches(ifMatch, row.etag())) {
          throw S3Error.precondition("If-Match");
        }
      } else if (ifUnmodifiedSince != null && modified.isAfter(ifUnmodifiedSince)) {
        throw S3Error.precondition("If-Unmodified-Since");
      }
      boolean unchanged;
      if (ifNoneMatch != null) {
        unchanged = ETags.matches(ifNoneMatch, row.etag());
      } else {
        unchanged = ifModifiedSince != null && !modified.isAfter(ifModifiedSince);
      }
      if (unchanged) {
        throw S3Error.NOT_MODIFIED
            .with("Not Modified")
            .with("header:ETag", ETags.quote(row.etag()))
            .with("header:Last-Modified", Overrides.httpDate(modified));
      }
    }

    /** The same for the source of a copy, where nothing is "not modified". */
    void checkSource(VersionRow row) {
      try {
        check(row);
      } catch (ServiceError e) {
        if (e.status() == 304) {
          throw S3Error.precondition(
              ifNoneMatch != null
                  ? "x-amz-copy-source-If-None-Match"
                  : "x-amz-copy-source-If-Modified-Since");
        }
        throw e;
      }
    }
  }

  /** A part of an object's bytes. */
  record Range(long offset, long length) {
    String contentRange(long size) {
      return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
    }
  }

  /**
   * The range a header asks for; empty when there is none or it is not one that S3 understands,
   * which then answers with everything.
   */
  static Optional<Range> range(@Nullable String header, long size) {
    if (header == null || !header.startsWith("bytes=") || header.indexOf(',') >= 0) {
      return Optional.empty();
    }
    String text = header.substring(6).strip();
    int hyphen = text.indexOf('-');
    if (hyphen < 0) {
      return Optional.empty();
    }
    Long first = number(text.substring(0, hyphen));
    Long last = number(text.substring(hyphen + 1));
    boolean fromEnd = hyphen == 0;
    boolean toEnd = hyphen == text.length() - 1;
    if ((fromEnd && toEnd) || (first == null && !fromEnd) || (last == null && !toEnd)) {
      return Optional.empty();
    }
    if (fromEnd) {
      long wanted = last == null ? 0 : last;
      if (wanted == 0 || size == 0) {
        throw unsatisfiable(header, size);
      }
      long length = Math.min(wanted, size);
      return Optional.of(new Range(size - length, length));
    }
    long start = first == null ? 0 : first;
    long end = last == null ? size - 1 : Math.min(last, size - 1);
    if (last != null && last < start) {
      return Optional.empty();
    }
    if (start >= size) {
      throw unsatisfiable(header, size);
    }
    return Optional.of(new Range(start, end - start + 1));
  }

  private static @Nullable Long number(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    // Beyond any object's end, whatever the number is.
    return text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text);
  }

  static ServiceError unsatisfiable(String header, long size) {
    return S3Error.INVALID_RANGE
        .with("The requested range is not satisfiable")
        .with("RangeRequested", header)
        .with("ActualObjectSize", Long.toString(size));
  }

  /** The bytes of a part by its number; a simple object has part 1 only. */
  static Range part(BlobRow blob, int number) {
    if (blob.parts().isEmpty()) {
      if (number == 1) {
        return new Range(0, blob.size());
      }
    } else {
      long offset = 0;
      int place = 0;
      for (BlobRow.Piece piece : blob.parts().get()) {
        place++;
        if (place == number) {
          return new Range(offset, piece.size());
        }
        offset += piece.size();
      }
    }
    throw S3Error.INVALID_PART_NUMBER
        .with("The requested partnumber is not satisfiable")
        .with("PartNumberRequested", Integer.toString(number))
        .with("ActualPartCount", blob.parts().map(parts -> parts.size()).orElse(1).toString());
  }

  /** What of an object a read asks for; empty for all of it. */
  static Optional<Range> wanted(
      Opened opened, @Nullable String range, @Nullable Integer partNumber) {
    if (partNumber == null) {
      return range(range, opened.row().size());
    }
    if (range != null) {
      throw S3Error.INVALID_REQUEST.with(
          "Cannot specify both Range header and partNumber query parameter");
    }
    if (partNumber < 1 || partNumber > PARTS_MAX) {
      throw S3Error.invalidArgument(
          "Part number must be an integer between 1 and " + PARTS_MAX + ", inclusive",
          "partNumber",
          Integer.toString(partNumber));
    }
    Range part = part(opened.blob(), partNumber);
    return part.length() == 0 ? Optional.empty() : Optional.of(part);
  }

  static @Nullable Integer partsCount(Opened opened, @Nullable Integer partNumber) {
    return partNumber == null
        ? null
        : opened.blob().parts().map(parts -> parts.size()).orElse(null);
  }

  /**
   * The checksums to answer with: the object's when all of it is read, a part's when that is asked
   * for by its number, none for any other range.
   */
  static Map<Checksum, String> checksums(Opened opened, Range range, @Nullable Integer partNumber) {
    if (partNumber != null && opened.blob().parts().isPresent()) {
      return opened.blob().parts().get().stream()
          .skip(partNumber - 1L)
          .findFirst()
          .map(piece -> checksums(opened.row(), piece))
          .orElse(Map.of());
    }
    return range.length() == opened.row().size() ? opened.row().attributes().checksums() : Map.of();
  }

  /** A part's own checksum, of the object's algorithm; none where the upload named no algorithm. */
  static Map<Checksum, String> checksums(VersionRow row, BlobRow.Piece piece) {
    Map<Checksum, String> checksums = new EnumMap<>(Checksum.class);
    if (!piece.checksum().isEmpty()) {
      row.attributes().checksums().keySet().forEach(kind -> checksums.put(kind, piece.checksum()));
    }
    return checksums;
  }

  static @Nullable Integer tagCount(VersionRow row) {
    return row.tags().isEmpty() ? null : Tags.list(row.tags()).size();
  }

  /** A version that was found, with its bytes' place. */
  record Opened(BucketRow bucket, VersionRow row, BlobRow blob) {}

  /**
   * Finds what a read asks for. A hold must be open.
   *
   * @throws ServiceError NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker;
   *     AccessDenied instead of NoSuchKey for those who may not list
   */
  static Opened open(
      Store store, Call call, BucketRow bucket, String key, @Nullable String versionId) {
    Store.checkVersionId(versionId);
    Optional<Opened> opened =
        store.ledger.read(
            tx -> {
              Optional<VersionRow> row =
                  versionId == null
                      ? Versions.newest(tx, bucket.name(), key)
                      : Versions.find(tx, bucket.name(), key, versionId);
              if (row.isEmpty()) {
                return Optional.empty();
              }
              BlobRow blob =
                  row.get().marker()
                      ? new BlobRow(0, 0, new byte[0], Optional.empty(), null)
                      : Blobs.find(tx, row.get().blob()).orElseThrow();
              return Optional.of(new Opened(bucket, row.get(), blob));
            });
    if (opened.isEmpty()) {
      throw versionId == null
          ? absent(store, call, bucket, key)
          : S3Error.noSuchVersion(key, versionId);
    }
    VersionRow row = opened.get().row();
    if (row.marker()) {
      ServiceError error =
          versionId == null
              ? absent(store, call, bucket, key)
              : S3Error.METHOD_NOT_ALLOWED
                  .with("The specified method is not allowed against this resource.")
                  .with("Method", "GET")
                  .with("ResourceType", "DeleteMarker")
                  .with("header:Allow", "DELETE")
                  .with("header:Last-Modified", Overrides.httpDate(row.modified()));
      throw error
          .with("header:x-amz-delete-marker", "true")
          .with("header:x-amz-version-id", row.versionId());
    }
    return opened.get();
  }

  /** The same for who reads the bytes, asked about the very version that was found. */
  static Opened read(
      Store store, Call call, BucketRow bucket, String key, @Nullable String versionId) {
    Opened opened = open(store, call, bucket, key, versionId);
    store.recheck(call, bucket, opened.row(), "s3:GetObject", versionId);
    return opened;
  }

  private static ServiceError absent(Store store, Call call, BucketRow bucket, String key) {
    return store.mayList(call, bucket.name(), key)
        ? S3Error.noSuchKey(key)
        : S3Error.ACCESS_DENIED.with("Access Denied");
  }
}
