package io.tarn.events;

import java.time.Duration;

/** EventBridge's quotas. Source: EventBridge user guide, "Quotas". */
final class Limits {
  static final int TARGETS_PER_RULE = 5;
  static final int RULES_PER_BUS = 300;
  static final int BUSES = 100;
  static final int TAGS = 50;
  static final int PAGE = 100;

  /** Bytes of one entry of PutEvents. */
  static final int ENTRY_BYTES = 262_144;

  static final int RETRY_ATTEMPTS = 185;
  static final Duration EVENT_AGE = Duration.ofHours(24);

  /** Templates of a target's input. */
  static final int TEMPLATE_CHARACTERS = 8_192;

  static final int TRANSFORMER_PATHS = 100;

  private Limits() {}
}
