package io.tarn.api;

/**
 * The one engine that decides. The pipeline asks it for every operation's access rule; a room that
 * must ask in mid-call (CopyObject's source, the tables of a query, iam:PassRole) asks the same
 * one.
 */
public interface Authorizer {
  /**
   * Returns when the call's caller may, throws otherwise.
   *
   * @throws io.tarn.kernel.ServiceError AccessDenied (AccessDeniedException on the JSON protocols)
   *     saying who, which action, on what, and which kind of policy denied, in AWS's words
   */
  void check(Call call, Access access);

  /** The same question without the exception. */
  boolean allows(Call call, Access access);
}
