package io.tarn.identity.policy;

import io.tarn.kernel.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints what one decision over 20 policies of 10 statements costs. Run by hand; no test, because
 * no test measures time.
 */
final class PolicyBench {
  private static final int ROUNDS = 200_000;

  private PolicyBench() {}

  public static void main(String[] args) {
    List<Policy> policies = new ArrayList<>();
    for (int p = 0; p < 20; p++) {
      StringBuilder text = new StringBuilder("{\"Version\":\"2012-10-17\",\"Statement\":[");
      for (int s = 0; s < 10; s++) {
        text.append(s == 0 ? "" : ",")
            .append("{\"Effect\":\"Allow\",\"Action\":[\"s3:Get*\",\"glue:BatchGet*\"],")
            .append("\"Resource\":[\"arn:aws:s3:::lake-")
            .append(p * 10 + s)
            .append("/*/part-?/${aws:username}/*\",\"arn:aws:glue:*:*:table/x/*\"],")
            .append("\"Condition\":{\"StringLike\":{\"s3:prefix\":[\"a/*\"]},")
            .append("\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"},")
            .append("\"Bool\":{\"aws:SecureTransport\":\"true\"}}}");
      }
      policies.add(Policy.parse(text.append("]}").toString(), PolicyKind.IDENTITY));
    }
    Map<String, List<String>> keys =
        Map.of(
            "aws:username", List.of("ada"),
            "s3:prefix", List.of("a/b"),
            "aws:sourceip", List.of("10.1.1.1"),
            "aws:securetransport", List.of("true"));
    Caller ada = new Caller.User("123456789012", "ada", "/", "AIDA", Map.of());
    PolicySet set = PolicySet.of(policies);
    for (int round = 0; round < 5; round++) {
      int allowed = 0;
      long start = System.nanoTime();
      for (int i = 0; i < ROUNDS; i++) {
        String resource = "arn:aws:s3:::lake-" + (i % 400) + "/x/part-1/ada/file";
        Request request = new Request(ada, "s3:GetObject", resource, keys::get);
        allowed += Evaluator.decide(request, set).isAllowed() ? 1 : 0;
      }
      double micros = (System.nanoTime() - start) / 1000.0 / ROUNDS;
      System.out.println(
          String.format(Locale.ROOT, "%.2f us a decision, %d allowed", micros, allowed));
    }
  }
}
