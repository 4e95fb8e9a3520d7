package io.tarn.store.acl;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;

/** Whom a list grants something. */
public sealed interface Grantee {
  /**
   * An account with all its callers.
   *
   * @param number twelve digits, {@code anonymous} for those without a signature, or {@link #EC2}
   */
  record Account(String number) implements Grantee {
    /** Amazon EC2, which the canned list aws-exec-read names; nobody here is it. */
    static final Account EC2 = new Account("ec2");

    public Account {
      requireNonNull(number, "number is null");
    }
  }

  /** S3's predefined groups. */
  enum Group implements Grantee {
    ALL_USERS("http://acs.amazonaws.com/groups/global/AllUsers"),
    AUTHENTICATED_USERS("http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),
    LOG_DELIVERY("http://acs.amazonaws.com/groups/s3/LogDelivery");

    private final String uri;

    Group(String uri) {
      this.uri = uri;
    }

    String uri() {
      return uri;
    }

    static Optional<Group> find(String uri) {
      return Arrays.stream(values()).filter(each -> each.uri.equals(uri)).findFirst();
    }

    /** Whether it is people nobody has named. */
    boolean isPublic() {
      return this != LOG_DELIVERY;
    }
  }
}
