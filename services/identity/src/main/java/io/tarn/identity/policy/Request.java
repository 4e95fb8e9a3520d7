package io.tarn.identity.policy;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Ownership;
import io.tarn.kernel.Caller;
import java.util.Locale;

/** Who wants to do what on which resource, prepared for matching. */
public final class Request {
  private final Caller caller;
  private final String action;
  private final String lowerAction;
  private final String resource;
  private final String[] segments;
  private final Keys keys;
  private final String owner;
  private final Ownership ownership;

  /** A request on a resource of the caller's own account. */
  public Request(Caller caller, String action, String resource, Keys keys) {
    this(caller, action, resource, keys, caller.account(), Ownership.LAKE);
  }

  /**
   * @param owner the account that the resource belongs to
   */
  public Request(
      Caller caller, String action, String resource, Keys keys, String owner, Ownership ownership) {
    this.caller = requireNonNull(caller, "caller is null");
    this.action = requireNonNull(action, "action is null");
    this.lowerAction = action.toLowerCase(Locale.ROOT);
    this.resource = requireNonNull(resource, "resource is null");
    this.segments = resource.split(":", 6);
    this.keys = requireNonNull(keys, "keys is null");
    this.owner = requireNonNull(owner, "owner is null");
    this.ownership = requireNonNull(ownership, "ownership is null");
  }

  public Caller caller() {
    return caller;
  }

  public String action() {
    return action;
  }

  public String resource() {
    return resource;
  }

  public Keys keys() {
    return keys;
  }

  /** Whether the caller belongs to the account that owns the resource. */
  boolean isWithinAccount() {
    return caller.account().equals(owner);
  }

  Ownership ownership() {
    return ownership;
  }

  String lowerAction() {
    return lowerAction;
  }

  String[] segments() {
    return segments;
  }
}
