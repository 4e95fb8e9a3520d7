package io.tarn.keys.secrets;

/**
 * A value as the ledger has it.
 *
 * @param key the ARN of the key that wraps the data key
 * @param wrapped the data key under that key
 * @param sealed the value under the data key
 * @param text whether it was given as a string
 */
record SealedValue(String key, byte[] wrapped, byte[] sealed, boolean text) {}
