package io.tarn.store;

import io.tarn.api.Call;
import io.tarn.api.Member;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.kernel.Caller;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Content headers of an answer: as stored, or as the query's response-* parameters say. */
final class Overrides {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final List<String> NAMES =
      List.of(
          "CacheControl",
          "ContentDisposition",
          "ContentEncoding",
          "ContentLanguage",
          "ContentType",
          "Expires");

  private Overrides() {}

  static String httpDate(Instant time) {
    return HTTP_DATE.format(time);
  }

  static void refuseAnonymous(Call call, Structure input) {
    if (!(call.caller() instanceof Caller.Anonymous)) {
      return;
    }
    for (String name : NAMES) {
      if (wanted(input, name) != null) {
        throw S3Error.INVALID_REQUEST.with(
            "Request specific response headers cannot be used for anonymous GET requests.");
      }
    }
  }

  static void apply(StructureBuilder output, Attributes stored, Structure input) {
    for (String name : NAMES) {
      String value = wanted(input, name);
      if (value == null) {
        value =
            switch (name) {
              case "CacheControl" -> stored.cacheControl();
              case "ContentDisposition" -> stored.contentDisposition();
              case "ContentEncoding" -> stored.contentEncoding();
              case "ContentLanguage" -> stored.contentLanguage();
              case "ContentType" ->
                  stored.contentType() == null ? "binary/octet-stream" : stored.contentType();
              default -> stored.expires();
            };
      }
      Member member = output.schema().find(name);
      if (member != null && value != null) {
        output.set(member.index(), value);
      }
    }
  }

  private static @Nullable String wanted(Structure input, String name) {
    Member member = input.schema().find("Response" + name);
    Object value = member == null ? null : input.get(member.index());
    if (value instanceof Instant time) {
      return HTTP_DATE.format(time);
    }
    return value == null ? null : value.toString();
  }
}
