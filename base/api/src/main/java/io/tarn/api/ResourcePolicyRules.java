package io.tarn.api;

import io.tarn.kernel.ErrorCode;

/**
 * What a room asks before it keeps a policy on one of its resources. The room that evaluates
 * policies implements it.
 */
public interface ResourcePolicyRules {
  /**
   * Returns when the document is a well-formed resource policy whose actions all belong to the
   * service and whose resources all lie within the resource.
   *
   * @param service the prefix its actions must have, e.g. {@code s3}
   * @param resourceArn the resource itself, e.g. {@code arn:aws:s3:::lake}; resources in the
   *     document must be it or lie below it ({@code arn:aws:s3:::lake/...}); one that ends with a
   *     colon stands for everything that begins with it
   * @param malformed the service's own code, e.g. MalformedPolicy (S3), InvalidAttributeValue (SQS)
   * @throws io.tarn.kernel.ServiceError with that code, in AWS's words
   */
  void check(String document, String service, String resourceArn, ErrorCode malformed);

  /**
   * Whether a checked document is public: an Allow of it names everyone, and none of its conditions
   * keeps the grant to fixed places or parties. Source: S3 User Guide, "The meaning of public".
   */
  boolean isPublic(String document);
}
