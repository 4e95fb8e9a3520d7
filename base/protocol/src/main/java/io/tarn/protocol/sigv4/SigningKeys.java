package io.tarn.protocol.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Derived signing keys, kept because four HMACs a request cost more than the rest of the check. A
 * key is good for one secret, day, region and service. Bounded: a full cache is emptied.
 */
final class SigningKeys {
  private static final int KEYS_MAX = 4096;

  private final Map<Scope, byte[]> keys = new ConcurrentHashMap<>();

  record Scope(String secret, String day, String region, String service) {
    @Override
    public String toString() {
      return day + "/" + region + "/" + service;
    }
  }

  byte[] find(Scope scope) {
    byte[] known = keys.get(scope);
    if (known != null) {
      return known;
    }
    if (keys.size() >= KEYS_MAX) {
      keys.clear();
    }
    byte[] key = derive(scope);
    keys.put(scope, key);
    return key;
  }

  static byte[] derive(Scope scope) {
    byte[] day =
        Hashes.hmac(("AWS4" + scope.secret()).getBytes(StandardCharsets.UTF_8), scope.day());
    byte[] region = Hashes.hmac(day, scope.region());
    byte[] service = Hashes.hmac(region, scope.service());
    return Hashes.hmac(service, "aws4_request");
  }
}
