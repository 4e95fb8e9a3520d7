package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import java.security.PublicKey;

/** Checks the chain of signatures that starts with a request's own. */
public sealed interface ChunkSigning {
  /** The signature the first chunk builds on. */
  String seed();

  /** Whether a chunk's signature continues the chain. */
  boolean isChunk(String previous, String sha256, String signature);

  /** Whether the signature over the trailing headers ends the chain. */
  boolean isTrailer(String previous, String sha256, String signature);

  /** A chunk's signature as the next one builds on it. */
  default String next(String signature) {
    return signature;
  }

  /**
   * AWS4-HMAC-SHA256. Source: S3 API Reference, "Signature calculations: transfer payload in
   * chunks".
   */
  record Hmac(byte[] key, String time, String scope, String seed) implements ChunkSigning {
    public Hmac {
      requireNonNull(time, "time is null");
      requireNonNull(scope, "scope is null");
      requireNonNull(seed, "seed is null");
    }

    @Override
    public boolean isChunk(String previous, String sha256, String signature) {
      return Hashes.same(chunk(previous, sha256), signature);
    }

    @Override
    public boolean isTrailer(String previous, String sha256, String signature) {
      return Hashes.same(trailer(previous, sha256), signature);
    }

    /** The signature of the chunk with this hash, for the sender. */
    public String chunk(String previous, String sha256) {
      return Hashes.hmacHex(
          key,
          "AWS4-HMAC-SHA256-PAYLOAD\n"
              + time
              + "\n"
              + scope
              + "\n"
              + previous
              + "\n"
              + Hashes.EMPTY_SHA256
              + "\n"
              + sha256);
    }

    String trailer(String previous, String sha256) {
      return Hashes.hmacHex(
          key,
          "AWS4-HMAC-SHA256-TRAILER\n" + time + "\n" + scope + "\n" + previous + "\n" + sha256);
    }

    @Override
    public String toString() {
      return "Hmac[" + scope + "]";
    }
  }

  /** AWS4-ECDSA-P256-SHA256; a chunk's signature is padded with asterisks to one length. */
  record Ecdsa(PublicKey key, String time, String scope, String seed) implements ChunkSigning {
    public Ecdsa {
      requireNonNull(key, "key is null");
      requireNonNull(time, "time is null");
      requireNonNull(scope, "scope is null");
      requireNonNull(seed, "seed is null");
    }

    @Override
    public boolean isChunk(String previous, String sha256, String signature) {
      return VersionFourA.verify(
          key,
          VersionFourA.ALGORITHM
              + "-PAYLOAD\n"
              + time
              + "\n"
              + scope
              + "\n"
              + previous
              + "\n"
              + Hashes.EMPTY_SHA256
              + "\n"
              + sha256,
          next(signature));
    }

    @Override
    public boolean isTrailer(String previous, String sha256, String signature) {
      return VersionFourA.verify(
          key,
          VersionFourA.ALGORITHM
              + "-TRAILER\n"
              + time
              + "\n"
              + scope
              + "\n"
              + previous
              + "\n"
              + sha256,
          next(signature));
    }

    @Override
    public String next(String signature) {
      int padding = signature.indexOf('*');
      return padding < 0 ? signature : signature.substring(0, padding);
    }

    @Override
    public String toString() {
      return "Ecdsa[" + scope + "]";
    }
  }
}
