package io.tarn.identity.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The condition keys of one request. */
@FunctionalInterface
public interface Keys {
  /**
   * The values of a key, or null when the request does not carry it.
   *
   * @param key the name in lower case: AWS compares names of keys (and of tags behind them) without
   *     regard to case
   */
  @Nullable List<String> find(String key);
}
