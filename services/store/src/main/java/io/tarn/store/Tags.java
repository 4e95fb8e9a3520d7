package io.tarn.store;

import io.tarn.api.s3.Tag;
import io.tarn.kernel.ServiceError;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tags of objects and buckets, kept in the form of the header {@code x-amz-tagging} and in the
 * order of their keys, in which they are shown. Source: S3 User Guide, "Categorizing your objects
 * using tags".
 */
final class Tags {
  private static final int KEY_MAX = 128;
  private static final int VALUE_MAX = 256;

  private Tags() {}

  /** Checks a header and gives it back in the form that is kept. */
  static Optional<String> ofHeader(@Nullable String header, int max) {
    if (header == null || header.isEmpty()) {
      return Optional.empty();
    }
    List<Tag> tags = new ArrayList<>();
    for (String pair : header.split("&")) {
      int equals = pair.indexOf('=');
      try {
        String key = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        tags.add(Tag.builder().key(key).value(value).build());
      } catch (IllegalArgumentException e) {
        throw badHeader(header);
      }
    }
    return ofList(tags, max);
  }

  private static ServiceError badHeader(String header) {
    return S3Error.invalidArgument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters"
            + " without tag name duplicates.",
        "x-amz-tagging",
        header);
  }

  static Optional<String> ofList(List<Tag> tags, int max) {
    if (tags.size() > max) {
      throw S3Error.INVALID_TAG.with("Object tags cannot be greater than " + max);
    }
    Map<String, String> map = new TreeMap<>(Listing.BYTE_ORDER);
    for (Tag tag : tags) {
      check(tag);
      if (map.put(tag.key(), tag.value()) != null) {
        throw S3Error.INVALID_TAG
            .with("Cannot provide multiple Tags with the same key")
            .with("TagKey", tag.key());
      }
    }
    return map.isEmpty() ? Optional.empty() : Optional.of(format(map));
  }

  private static void check(Tag tag) {
    if (tag.key().isEmpty() || tag.key().codePointCount(0, tag.key().length()) > KEY_MAX) {
      throw S3Error.INVALID_TAG
          .with("The TagKey you have provided is invalid")
          .with("TagKey", tag.key());
    }
    if (tag.value().codePointCount(0, tag.value().length()) > VALUE_MAX) {
      throw S3Error.INVALID_TAG
          .with("The TagValue you have provided is invalid")
          .with("TagKey", tag.key())
          .with("TagValue", tag.value());
    }
    if (tag.key().startsWith("aws:")) {
      throw S3Error.INVALID_TAG
          .with("System tags cannot be added/updated by requester")
          .with("TagKey", tag.key());
    }
  }

  private static String format(Map<String, String> tags) {
    StringBuilder text = new StringBuilder();
    tags.forEach(
        (key, value) -> {
          text.append(text.isEmpty() ? "" : "&");
          text.append(URLEncoder.encode(key, StandardCharsets.UTF_8)).append('=');
          text.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        });
    return text.toString();
  }

  static List<Tag> list(Optional<String> kept) {
    List<Tag> tags = new ArrayList<>();
    for (String pair : kept.orElse("").split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        tags.add(
            Tag.builder()
                .key(decode(pair.substring(0, equals)))
                .value(decode(pair.substring(equals + 1)))
                .build());
      }
    }
    return tags;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
