package io.tarn.store.lifecycle;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** When a current version is to expire, and by which rule. */
public record Expiry(Instant date, String ruleId) {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The value of {@code x-amz-expiration}. */
  public String header() {
    String id = URLEncoder.encode(ruleId, StandardCharsets.UTF_8).replace("+", "%20");
    return "expiry-date=\"" + HTTP_DATE.format(date) + "\", rule-id=\"" + id + "\"";
  }
}
