package io.tarn.identity.policy;

import java.util.List;
import java.util.Set;

/**
 * Which conditions keep a grant to everyone from being public: those that hold for fixed parties or
 * places only. Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", "The
 * meaning of public".
 */
final class Confinement {
  private static final int WIDEST_IPV4 = 8;
  private static final int WIDEST_IPV6 = 32;
  private static final Set<String> FIXED_KEYS =
      Set.of(
          "aws:principalaccount",
          "aws:principalarn",
          "aws:principalorgid",
          "aws:sourceaccount",
          "aws:sourcearn",
          "aws:sourceowner",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "aws:userid",
          "s3:dataaccesspointaccount",
          "s3:dataaccesspointarn",
          "s3:x-amz-server-side-encryption-aws-kms-key-id");
  private static final Set<Operator> EQUALITIES =
      Set.of(
          Operator.STRING_EQUALS,
          Operator.STRING_EQUALS_IGNORE_CASE,
          Operator.STRING_LIKE,
          Operator.ARN_EQUALS,
          Operator.ARN_LIKE);

  private Confinement() {}

  /**
   * Whether a condition lets only fixed values through.
   *
   * @param key in lower case
   */
  static boolean confines(Operator operator, String key, List<String> values) {
    if (values.isEmpty()) {
      return false;
    }
    if (key.equals("aws:sourceip")) {
      return operator == Operator.IP_ADDRESS && values.stream().allMatch(Confinement::isNarrow);
    }
    return FIXED_KEYS.contains(key)
        && EQUALITIES.contains(operator)
        && values.stream().allMatch(value -> isFixed(key, value));
  }

  private static boolean isFixed(String key, String value) {
    if (value.contains("${")) {
      return false;
    }
    String text = value;
    if (key.equals("s3:dataaccesspointarn")) {
      // The access point's name may be a wildcard as long as its account is fixed.
      int name = text.indexOf(":accesspoint/");
      text = name < 0 ? text : text.substring(0, name);
    }
    return text.indexOf('*') < 0 && text.indexOf('?') < 0;
  }

  private static boolean isNarrow(String range) {
    Cidr cidr = Cidr.parse(range);
    if (cidr == null) {
      return false;
    }
    return cidr.bits() >= (cidr.network().length == 4 ? WIDEST_IPV4 : WIDEST_IPV6);
  }
}
