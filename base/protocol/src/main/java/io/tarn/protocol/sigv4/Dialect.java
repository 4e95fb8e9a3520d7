package io.tarn.protocol.sigv4;

/**
 * In whose words a refusal is given, and how a path is made canonical: S3 signs it as it is, all
 * others normalise and encode once more.
 */
public enum Dialect {
  S3,
  /** IAM, STS, SNS, SQS and others in their Query form. */
  QUERY,
  /** All JSON and CBOR protocols. */
  JSON
}
