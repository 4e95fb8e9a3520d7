package io.tarn.identity.policy;

/** What a document is attached to; the rules of its form differ. */
public enum PolicyKind {
  /** On users, groups and roles; also boundaries and session policies: no principal. */
  IDENTITY,
  /** On a role, saying who may assume it: a principal, no resource. */
  TRUST,
  /** On a bucket, queue, key, function: a principal, and a resource where the service has one. */
  RESOURCE
}
