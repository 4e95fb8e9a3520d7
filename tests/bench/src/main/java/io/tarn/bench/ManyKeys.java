package io.tarn.bench;

import io.tarn.bench.LeanClient.Answer;
import io.tarn.bench.LeanClient.Keep;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One client's walk through all pages of a bucket. */
final class ManyKeys {
  private static final int PAGE = 1000;
  private static final int TENTHS = 10;

  private ManyKeys() {}

  static void walk(Server lake, String bucket, int keys) throws IOException {
    System.out.printf("%-16s %10s %12s%n", "listing", "pages/s", "CPU us a page");
    int pages = keys / PAGE;
    try (LeanClient client = lake.connect()) {
      String token = "";
      for (int warm = 0; warm < 3; warm++) {
        token = "";
        for (int page = 0; page < Math.min(pages, 1000); page++) {
          token = next(client, bucket, token);
        }
      }
      token = "";
      for (int tenth = 0; tenth < TENTHS; tenth++) {
        Duration cpu = lake.cpu();
        long began = System.nanoTime();
        int many = pages / TENTHS;
        for (int page = 0; page < many; page++) {
          token = next(client, bucket, token);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
            "tenth %-10d %10.0f %12.0f%n",
            tenth + 1, many / seconds, lake.cpu().minus(cpu).toNanos() / 1e3 / many);
      }
      if (!token.isEmpty()) {
        next(client, bucket, token); // The model's key is the last.
      }
    }
  }

  private static String next(LeanClient client, String bucket, String token) throws IOException {
    String more =
        token.isEmpty()
            ? ""
            : "&continuation-token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    // A query is signed in the order of its names.
    String target = "/" + bucket + "?list-type=2&max-keys=" + PAGE + more;
    Answer page = client.get(target, Keep.BODY);
    return between(page.text(), "<NextContinuationToken>");
  }

  static String between(String text, String opening) {
    int at = text.indexOf(opening);
    return at < 0 ? "" : text.substring(at + opening.length(), text.indexOf('<', at + 1));
  }
}
