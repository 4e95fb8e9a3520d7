package io.tarn.identity.policy;

/** What a matching statement does. */
enum Effect {
  ALLOW,
  DENY
}
