package io.tarn.identity;

import static java.util.Objects.requireNonNull;

import io.tarn.identity.state.Nodes;
import java.util.Set;

/**
 * What the room takes from the configuration.
 *
 * @param account the lake's account id, twelve digits
 * @param guests accounts beside the lake's own, each with a root user and nothing else
 * @param nodes whether other processes write the same ledger
 */
public record Settings(String account, Set<String> guests, Nodes nodes) {
  public Settings {
    requireNonNull(account, "account is null");
    requireNonNull(nodes, "nodes is null");
    if (!account.matches("[0-9]{12}")) {
      throw new IllegalArgumentException("An account id has twelve digits: " + account);
    }
    guests = Set.copyOf(guests);
    for (String guest : guests) {
      if (!guest.matches("[0-9]{12}") || guest.equals(account)) {
        throw new IllegalArgumentException(
            "A guest account has twelve digits and is not the lake's own: " + guest);
      }
    }
  }

  /** The same with guest accounts. */
  public Settings withGuests(Set<String> others) {
    return new Settings(account, others, nodes);
  }

  /** A lake of one process, without guests. */
  public static Settings of(String account) {
    return new Settings(account, Set.of(), Nodes.ONE);
  }
}
