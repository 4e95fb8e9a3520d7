package io.tarn.protocol.sigv4;

import static java.util.Objects.requireNonNull;

import io.tarn.kernel.Caller;

/** What the head of a request proves about its sender. */
public sealed interface Authentication {
  /** No signature at all. */
  record Anonymous() implements Authentication {}

  /**
   * A head whose signature is right. The body is proven only by {@link BodyVerifier}.
   *
   * @param caller whom the key stands for
   * @param payloadHash what was signed in the place of the body's hash: hexadecimal, {@code
   *     UNSIGNED-PAYLOAD} or one of the {@code STREAMING-...} words
   */
  record Signed(
      String accessKeyId,
      Caller caller,
      String region,
      String service,
      boolean presigned,
      String payloadHash,
      ChunkSigning chunks)
      implements Authentication {
    public Signed {
      requireNonNull(accessKeyId, "accessKeyId is null");
      requireNonNull(caller, "caller is null");
      requireNonNull(region, "region is null");
      requireNonNull(service, "service is null");
      requireNonNull(payloadHash, "payloadHash is null");
      requireNonNull(chunks, "chunks is null");
    }
  }
}
