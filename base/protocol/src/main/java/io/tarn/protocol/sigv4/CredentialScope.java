package io.tarn.protocol.sigv4;

import io.tarn.kernel.ServiceError;

/**
 * A parsed {@code AKID/20250101/us-east-1/s3/aws4_request}.
 *
 * @param regional whether the region stands in the scope; an asymmetric signature has it elsewhere
 */
record CredentialScope(
    String accessKeyId, String day, String region, String service, boolean regional) {
  String text() {
    return day + "/" + (regional ? region + "/" : "") + service + "/aws4_request";
  }

  /**
   * The scope of an asymmetric signature.
   *
   * @param regionSet names and patterns with commas between; the first that is a name counts
   */
  static CredentialScope parseAnyRegion(
      String credential, String regionSet, Expected expected, boolean presigned) {
    String region = "us-east-1";
    for (String each : regionSet.split(",")) {
      if (!each.isBlank() && !each.contains("*")) {
        region = each.strip();
        break;
      }
    }
    String[] parts = credential.split("/", -1);
    String full =
        parts.length == 4
            ? parts[0] + "/" + parts[1] + "/" + region + "/" + parts[2] + "/" + parts[3]
            : "";
    CredentialScope scope = parse(full, expected, presigned);
    return new CredentialScope(scope.accessKeyId, scope.day, region, scope.service, false);
  }

  static CredentialScope parse(String credential, Expected expected, boolean presigned) {
    String[] parts = credential.split("/", -1);
    int n = parts.length;
    Dialect dialect = expected.dialect();
    if (n != 5 || parts[0].isEmpty()) {
      throw Refusal.malformed(
          dialect,
          presigned,
          prefix(presigned)
              + "the Credential is mal-formed; expecting"
              + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
    }
    CredentialScope scope = new CredentialScope(parts[0], parts[1], parts[2], parts[3], true);
    if (!parts[4].equals("aws4_request")) {
      throw Refusal.malformed(
          dialect,
          presigned,
          prefix(presigned)
              + "incorrect terminal \""
              + parts[4]
              + "\". This endpoint uses \"aws4_request\".");
    }
    if (scope.day.length() != 8 || !scope.day.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Refusal.malformed(
          dialect,
          presigned,
          prefix(presigned)
              + "incorrect date format \""
              + scope.day
              + "\". This date in the credential must be in the format \"yyyyMMdd\".");
    }
    if (expected.service().isPresent() && !expected.service().get().equals(scope.service)) {
      throw dialect == Dialect.S3
          ? Refusal.malformed(
              dialect,
              presigned,
              prefix(presigned)
                  + "incorrect service \""
                  + scope.service
                  + "\". This endpoint belongs to \""
                  + expected.service().get()
                  + "\".")
          : Refusal.invalidSignature(
              dialect,
              "Credential should be scoped to correct service: '"
                  + expected.service().get()
                  + "'.");
    }
    if (scope.region.isEmpty()
        || (expected.region().isPresent() && !expected.region().get().equals(scope.region))) {
      throw wrongRegion(scope, expected, presigned);
    }
    return scope;
  }

  private static ServiceError wrongRegion(
      CredentialScope scope, Expected expected, boolean presigned) {
    String right = expected.region().orElse("us-east-1");
    if (expected.dialect() == Dialect.S3) {
      return Refusal.malformed(
              Dialect.S3,
              presigned,
              prefix(presigned)
                  + "the region '"
                  + scope.region
                  + "' is wrong; expecting '"
                  + right
                  + "'")
          .with("Region", right);
    }
    return Refusal.invalidSignature(
        expected.dialect(), "Credential should be scoped to a valid region.");
  }

  private static String prefix(boolean presigned) {
    return presigned
        ? "Error parsing the X-Amz-Credential parameter; "
        : "The authorization header is malformed; ";
  }
}
