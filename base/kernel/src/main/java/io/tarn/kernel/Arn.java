package io.tarn.kernel;

import static java.util.Objects.requireNonNull;

/**
 * An Amazon Resource Name, parsed once at the border. The resource part keeps everything behind the
 * fifth colon. Source: AWS General Reference, "Amazon Resource Names (ARNs)".
 */
public record Arn(
    String partition, String service, String region, String account, String resource) {
  public Arn {
    requireNonNull(partition, "partition is null");
    requireNonNull(service, "service is null");
    requireNonNull(region, "region is null");
    requireNonNull(account, "account is null");
    requireNonNull(resource, "resource is null");
  }

  public static Arn of(String service, String region, String account, String resource) {
    return new Arn("aws", service, region, account, resource);
  }

  public static boolean isArn(String text) {
    return text.startsWith("arn:") && text.split(":", 6).length == 6;
  }

  /**
   * @throws IllegalArgumentException when the text is not an ARN; callers turn that into their
   *     service's own error
   */
  public static Arn parse(String text) {
    String[] parts = text.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn")) {
      throw new IllegalArgumentException("Not an ARN: " + text);
    }
    return new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
