package io.tarn.identity;

/** A key without its holder, as the root user's is given and shown. */
public record KeyPair(String accessKeyId, String secretAccessKey) {}
