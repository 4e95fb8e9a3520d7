package io.tarn.identity.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The comparisons of the condition language. A negated one is the same comparison, true when none
 * of the policy's values matches. Source: IAM User Guide, "IAM JSON policy elements: Condition
 * operators".
 */
enum Operator {
  STRING_EQUALS("StringEquals", Test.STRING, false),
  STRING_NOT_EQUALS("StringNotEquals", Test.STRING, true),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", Test.STRING_IGNORE_CASE, false),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", Test.STRING_IGNORE_CASE, true),
  STRING_LIKE("StringLike", Test.STRING_LIKE, false),
  STRING_NOT_LIKE("StringNotLike", Test.STRING_LIKE, true),
  NUMERIC_EQUALS("NumericEquals", Test.NUMBER_EQUAL, false),
  NUMERIC_NOT_EQUALS("NumericNotEquals", Test.NUMBER_EQUAL, true),
  NUMERIC_LESS_THAN("NumericLessThan", Test.NUMBER_LESS, false),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Test.NUMBER_LESS_EQUAL, false),
  NUMERIC_GREATER_THAN("NumericGreaterThan", Test.NUMBER_GREATER, false),
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Test.NUMBER_GREATER_EQUAL, false),
  DATE_EQUALS("DateEquals", Test.DATE_EQUAL, false),
  DATE_NOT_EQUALS("DateNotEquals", Test.DATE_EQUAL, true),
  DATE_LESS_THAN("DateLessThan", Test.DATE_LESS, false),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", Test.DATE_LESS_EQUAL, false),
  DATE_GREATER_THAN("DateGreaterThan", Test.DATE_GREATER, false),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", Test.DATE_GREATER_EQUAL, false),
  BOOL("Bool", Test.BOOL, false),
  BINARY_EQUALS("BinaryEquals", Test.BINARY, false),
  IP_ADDRESS("IpAddress", Test.IP, false),
  NOT_IP_ADDRESS("NotIpAddress", Test.IP, true),
  ARN_EQUALS("ArnEquals", Test.ARN, false),
  ARN_NOT_EQUALS("ArnNotEquals", Test.ARN, true),
  ARN_LIKE("ArnLike", Test.ARN, false),
  ARN_NOT_LIKE("ArnNotLike", Test.ARN, true),
  NULL("Null", Test.NULL, false);

  enum Test {
    STRING,
    STRING_IGNORE_CASE,
    STRING_LIKE,
    NUMBER_EQUAL,
    NUMBER_LESS,
    NUMBER_LESS_EQUAL,
    NUMBER_GREATER,
    NUMBER_GREATER_EQUAL,
    DATE_EQUAL,
    DATE_LESS,
    DATE_LESS_EQUAL,
    DATE_GREATER,
    DATE_GREATER_EQUAL,
    BOOL,
    BINARY,
    IP,
    ARN,
    NULL
  }

  private static final Map<String, Operator> BY_NAME = new HashMap<>();

  static {
    for (Operator operator : values()) {
      BY_NAME.put(operator.awsName, operator);
    }
  }

  private final String awsName;
  private final Test test;
  private final boolean negated;

  Operator(String awsName, Test test, boolean negated) {
    this.awsName = awsName;
    this.test = test;
    this.negated = negated;
  }

  static Optional<Operator> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  String awsName() {
    return awsName;
  }

  Test test() {
    return test;
  }

  boolean isNegated() {
    return negated;
  }
}
