package io.tarn.identity.policy;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiled policies by their text, so that a document is parsed once however often it is asked.
 * Holds a bounded number and starts afresh when full: the working set of a lake is far smaller.
 */
public final class PolicyCache {
  private final int capacity;
  private final ConcurrentHashMap<Key, Policy> policies = new ConcurrentHashMap<>();

  private record Key(PolicyKind kind, String text) {}

  public PolicyCache(int capacity) {
    this.capacity = capacity;
  }

  /**
   * @throws PolicyError when the document is malformed
   */
  public Policy parse(String text, PolicyKind kind) {
    Key key = new Key(kind, text);
    Policy policy = policies.get(key);
    if (policy == null) {
      policy = Policy.parse(text, kind);
      if (policies.size() >= capacity) {
        policies.clear();
      }
      policies.put(key, policy);
    }
    return policy;
  }
}
