package io.tarn.protocol.forms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Policies against forms, as {@code post-policies.txt} lists them: a policy, the form's fields, and
 * what comes of it. The bucket is {@code lake} and the time noon of 2026-01-01.
 */
class TestPostPolicies {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void judgesEveryCaseAsListed() throws IOException {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (String block : text().split("\n\n")) {
      List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      if (lines.size() < 3) {
        continue;
      }
      cases++;
      String came = judge(lines.get(0), lines.get(1));
      if (!came.equals(lines.get(2))) {
        wrong.add(block + "\n  came: " + came);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).isGreaterThan(35);
  }

  private static String judge(String policy, String form) {
    String document =
        policy.startsWith("[")
            ? "{\"expiration\": \"2026-01-02T00:00:00Z\", \"conditions\": " + policy + "}"
            : policy;
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : form.split(" ")) {
      int equals = pair.indexOf('=');
      fields.put(pair.substring(0, equals), pair.substring(equals + 1).replace("%20", " "));
    }
    try {
      PostPolicy parsed =
          PostPolicy.parse(
              Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8)));
      parsed.check(fields, "lake", NOW);
      return "ok " + parsed.sizes().min() + ".." + parsed.sizes().max();
    } catch (ServiceError e) {
      return e.status() + " " + e.code() + ": " + e.message();
    }
  }

  private static String text() throws IOException {
    try (InputStream in =
        requireNonNull(TestPostPolicies.class.getResourceAsStream("/forms/post-policies.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
