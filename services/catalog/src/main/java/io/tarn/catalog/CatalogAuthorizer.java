package io.tarn.catalog;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.Authorizer;
import io.tarn.api.Call;
import io.tarn.api.glue.GluePolicy;
import io.tarn.ledger.Ledger;
import java.util.Optional;

/**
 * Lets the catalog's resource policy speak wherever a Glue action is asked about, whichever room
 * asks: a query that reads a table is bound by it as GetTable is.
 */
public final class CatalogAuthorizer implements Authorizer {
  private final Ledger ledger;
  private final Authorizer authorizer;

  /**
   * @param authorizer that decides
   */
  public CatalogAuthorizer(Ledger ledger, Authorizer authorizer) {
    this.ledger = requireNonNull(ledger, "ledger is null");
    this.authorizer = requireNonNull(authorizer, "authorizer is null");
  }

  @Override
  public void check(Call call, Access access) {
    authorizer.check(call, withPolicy(call, access));
  }

  @Override
  public boolean allows(Call call, Access access) {
    return authorizer.allows(call, withPolicy(call, access));
  }

  private Access withPolicy(Call call, Access access) {
    if (!access.action().startsWith("glue:") || access.resourcePolicy().isPresent()) {
      return access;
    }
    Optional<String> policy =
        ledger.read(tx -> CatalogPolicy.find(tx, call.region())).map(GluePolicy::policyInJson);
    return policy.isEmpty() ? access : access.withResourcePolicy(policy);
  }
}
