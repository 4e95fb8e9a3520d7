package io.tarn.protocol.forms;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Body;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A form that uploads one file: its fields, which are few and short, and the file as a stream. What
 * follows the file is ignored. Field names go by any case.
 *
 * <p>Limits: 20 KiB for everything before the file's first byte. Source: S3 API Reference, "POST
 * Object".
 */
public final class FormUpload implements Body {
  static final int FIELDS_MAX = 20 * 1024;
  private static final int BOUNDARY_MAX = 200;
  private static final String FILE_NAME = "${filename}";

  private final MultipartReader parts;
  private final Map<String, String> fields;
  private long min;
  private long max = Long.MAX_VALUE;

  private FormUpload(MultipartReader parts, Map<String, String> fields) {
    this.parts = parts;
    this.fields = Collections.unmodifiableMap(fields);
  }

  /**
   * Reads up to the file.
   *
   * @throws ServiceError PreconditionFailed when this is no form, MalformedPOSTRequest,
   *     MaxPostPreDataLengthExceeded, InvalidArgument when the file or the key is missing or a
   *     field stands there twice
   */
  public static FormUpload open(@Nullable String contentType, InputStream raw) throws IOException {
    Disposition type = Disposition.parse(contentType == null ? "" : contentType);
    if (!type.type().equals("multipart/form-data")) {
      throw new ServiceError(
              "PreconditionFailed",
              412,
              "At least one of the pre-conditions you specified did not hold")
          .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data");
    }
    String boundary = type.parameter("boundary").orElse("");
    if (boundary.isEmpty() || boundary.length() > BOUNDARY_MAX) {
      throw FormErrors.malformed();
    }
    MultipartReader parts = new MultipartReader(raw, boundary);
    parts.readShort(FIELDS_MAX);
    Map<String, String> fields = new LinkedHashMap<>();
    while (parts.hasPart()) {
      Disposition part = partHead(parts);
      String name = part.parameter("name").orElseThrow(FormErrors::malformed);
      if (name.equalsIgnoreCase("file")) {
        return opened(parts, fields, part.filename().orElse(""));
      }
      String value = utf8(parts.readShort(FIELDS_MAX));
      checkLength(parts);
      if (fields.put(name.toLowerCase(Locale.ROOT), value) != null) {
        throw FormErrors.argument(
            "POST requires exactly one occurrence of a field per request.", name, value);
      }
    }
    throw FormErrors.argument("POST requires exactly one file upload per request.", "file", "0");
  }

  private static FormUpload opened(
      MultipartReader parts, Map<String, String> fields, String filename) {
    fields.replaceAll((name, value) -> value.replace(FILE_NAME, filename));
    String key = fields.get("key");
    if (key == null) {
      throw FormErrors.missing("key");
    }
    if (key.isEmpty()) {
      throw FormErrors.argument("User key must have a length greater than 0.", "key", key);
    }
    return new FormUpload(parts, fields);
  }

  private static Disposition partHead(MultipartReader parts) throws IOException {
    Disposition disposition = null;
    for (byte[] line = parts.line(FIELDS_MAX); line.length > 0; line = parts.line(FIELDS_MAX)) {
      String text = utf8(line);
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw FormErrors.malformed();
      }
      if (text.substring(0, colon).strip().equalsIgnoreCase("content-disposition")) {
        disposition = Disposition.parse(text.substring(colon + 1).strip());
      }
      checkLength(parts);
    }
    if (disposition == null || !disposition.type().equals("form-data")) {
      throw FormErrors.malformed();
    }
    return disposition;
  }

  private static void checkLength(MultipartReader parts) {
    if (parts.consumed() > FIELDS_MAX) {
      throw FormErrors.tooManyFields(FIELDS_MAX);
    }
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw FormErrors.malformed();
    }
  }

  /** The fields before the file, by name in lower case, in their order. */
  public Map<String, String> fields() {
    return fields;
  }

  /** Bounds the file's size; a file outside of them ends in an error instead of its end. */
  public void bound(PostPolicy.Sizes sizes) {
    min = sizes.min();
    max = sizes.max();
  }

  /** Not known before the end. */
  @Override
  public OptionalLong length() {
    return OptionalLong.empty();
  }

  @Override
  public InputStream open() {
    return new File();
  }

  @Override
  public void close() {}

  private final class File extends InputStream {
    private long size;
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      requireNonNull(bytes, "bytes is null");
      if (ended) {
        return -1;
      }
      if (length == 0) {
        return 0;
      }
      int n = parts.read(bytes, offset, length);
      if (n < 0) {
        end();
        return -1;
      }
      size += n;
      if (size > max) {
        throw outside("EntityTooLarge", "exceeds the maximum", "MaxSizeAllowed", max);
      }
      return n;
    }

    /** The form must go on as one, even though nothing more of it is wanted. */
    private void end() throws IOException {
      ended = true;
      parts.hasPart();
      if (size < min) {
        throw outside("EntityTooSmall", "is smaller than the minimum", "MinSizeAllowed", min);
      }
    }

    private ServiceError outside(String code, String how, String bound, long value) {
      return new ServiceError(code, 400, "Your proposed upload " + how + " allowed size")
          .with("ProposedSize", Long.toString(size))
          .with(bound, Long.toString(value));
    }
  }
}
