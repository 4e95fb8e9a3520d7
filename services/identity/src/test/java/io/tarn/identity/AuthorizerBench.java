package io.tarn.identity;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.KeyLookup;
import io.tarn.api.SessionIssuer.TemporaryKeys;
import io.tarn.api.iam.AttachRolePolicyRequest;
import io.tarn.api.iam.CreateRoleRequest;
import io.tarn.api.iam.IamService;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Prints what finding a session's credentials and authorising one GetObject cost. Run by hand; no
 * test, because no test measures time.
 */
final class AuthorizerBench {
  private static final int ROUNDS = 200_000;
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"glue.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";

  private AuthorizerBench() {}

  public static void main(String[] args) throws IOException {
    try (TestingLake lake = new TestingLake(Files.createTempDirectory("bench"), 1)) {
      lake.run(
          IamService.CREATE_ROLE,
          CreateRoleRequest.builder().roleName("r").assumeRolePolicyDocument(TRUST).build());
      for (String policy :
          List.of(
              "service-role/AWSGlueServiceRole", "AmazonAthenaFullAccess", "AmazonS3FullAccess")) {
        lake.run(
            IamService.ATTACH_ROLE_POLICY,
            AttachRolePolicyRequest.builder()
                .roleName("r")
                .policyArn("arn:aws:iam::aws:policy/" + policy)
                .build());
      }
      TemporaryKeys keys =
          lake.room()
              .issue(
                  "arn:aws:iam::123456789012:role/r",
                  "glue.amazonaws.com",
                  "s-1",
                  Duration.ofHours(1),
                  Map.of());
      for (int round = 0; round < 5; round++) {
        int allowed = 0;
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
          KeyLookup.Found found = lake.found(keys.accessKeyId(), Optional.of(keys.sessionToken()));
          Call call = lake.call(found.caller(), Optional.of(keys.accessKeyId()));
          Access get = Access.of("s3:GetObject", "arn:aws:s3:::lake/raw/part-" + i);
          allowed += lake.room().authorizer().allows(call, get) ? 1 : 0;
        }
        double micros = (System.nanoTime() - start) / 1000.0 / ROUNDS;
        System.out.println(
            String.format(Locale.ROOT, "%.2f us a request, %d allowed", micros, allowed));
      }
    }
  }
}
