package io.tarn.identity.users;

import io.tarn.api.Call;
import io.tarn.identity.access.IdentityError;
import io.tarn.identity.iam.Iam;
import io.tarn.identity.state.AccessKey;
import io.tarn.identity.state.Entity;
import io.tarn.identity.state.Kind;
import io.tarn.identity.state.Tables;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import org.jspecify.annotations.Nullable;

/** Whose keys an operation is about: a user's, or the root user's when it asks for its own. */
final class KeyOwners {
  private KeyOwners() {}

  static String owner(@Nullable String userName, Call call) {
    if (userName == null && call.caller() instanceof Caller.Root) {
      return AccessKey.ROOT;
    }
    return Entity.key(Iam.userName(userName, call));
  }

  /** The owner's name as it is shown. */
  static String load(Iam iam, Tables tables, String owner) {
    return owner.equals(AccessKey.ROOT) ? "root" : iam.load(tables, Kind.USER, owner).name();
  }

  static AccessKey loadKey(Tables tables, String owner, String id) {
    return tables
        .findKey(id)
        .filter(key -> key.owner().equals(owner))
        .orElseThrow(() -> missing(id));
  }

  static ServiceError missing(String id) {
    return IdentityError.NO_SUCH_ENTITY.of("The Access Key with id " + id + " cannot be found.");
  }
}
