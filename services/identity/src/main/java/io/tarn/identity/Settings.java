package io.tarn.identity;

import static java.util.Objects.requireNonNull;

import io.tarn.identity.state.Nodes;

/**
 * What the room takes from the configuration.
 *
 * @param account the lake's account id, twelve digits
 * @param nodes whether other processes write the same ledger
 */
public record Settings(String account, Nodes nodes) {
  public Settings {
    requireNonNull(account, "account is null");
    requireNonNull(nodes, "nodes is null");
    if (!account.matches("[0-9]{12}")) {
      throw new IllegalArgumentException("An account id has twelve digits: " + account);
    }
  }

  /** A lake of one process. */
  public static Settings of(String account) {
    return new Settings(account, Nodes.ONE);
  }
}
