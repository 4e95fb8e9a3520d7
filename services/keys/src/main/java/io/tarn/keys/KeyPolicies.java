package io.tarn.keys;

/**
 * Policies that keys have when nobody gives them one. Source: AWS KMS Developer Guide, "Default key
 * policy" and "View AWS KMS keys: AWS managed keys".
 */
final class KeyPolicies {
  /** The only policy a key has, and its name. */
  static final String NAME = "default";

  private KeyPolicies() {}

  /** The account decides by IAM policies. */
  static String standard(String account) {
    return """
    {
      "Version" : "2012-10-17",
      "Id" : "key-default-1",
      "Statement" : [ {
        "Sid" : "Enable IAM User Permissions",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "arn:aws:iam::%s:root"
        },
        "Action" : "kms:*",
        "Resource" : "*"
      } ]
    }\
    """
        .formatted(account);
  }

  /** Everybody in the account may use the key, but only by way of the service. */
  static String managed(String account, String region, String service) {
    return """
    {
      "Version" : "2012-10-17",
      "Id" : "auto-%3$s-2",
      "Statement" : [ {
        "Sid" : "Allow use by all principals of the account by way of the service",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "*"
        },
        "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
        "Resource" : "*",
        "Condition" : {
          "StringEquals" : {
            "kms:CallerAccount" : "%1$s",
            "kms:ViaService" : "%3$s.%2$s.amazonaws.com"
          }
        }
      }, {
        "Sid" : "Allow the account to look at the key",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "arn:aws:iam::%1$s:root"
        },
        "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*" ],
        "Resource" : "*"
      } ]
    }\
    """
        .formatted(account, region, service);
  }
}
