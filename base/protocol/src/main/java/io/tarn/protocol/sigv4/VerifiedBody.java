package io.tarn.protocol.sigv4;

import io.tarn.api.Body;
import io.tarn.kernel.Checksum;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A payload that proves itself while it is read. Read once, by one thread. */
final class VerifiedBody implements Body {
  private final InputStream source;
  private final @Nullable AwsChunkedInput chunks;
  private final BodyVerifier.Expectations expected;
  private final Map<Checksum, Checksum.Running> running = new EnumMap<>(Checksum.class);
  private final Map<Checksum, String> proven = new EnumMap<>(Checksum.class);
  private final @Nullable MessageDigest hash;
  private boolean opened;

  VerifiedBody(
      InputStream source, @Nullable AwsChunkedInput chunks, BodyVerifier.Expectations expected) {
    this.source = source;
    this.chunks = chunks;
    this.expected = expected;
    this.hash = expected.payloadHash == null ? null : Hashes.sha256();
    for (Checksum checksum : declaredChecksums()) {
      running.put(checksum, checksum.start());
    }
  }

  @Override
  public OptionalLong length() {
    return expected.length;
  }

  @Override
  public Set<Checksum> declaredChecksums() {
    Set<Checksum> declared = EnumSet.noneOf(Checksum.class);
    declared.addAll(expected.checksums.keySet());
    expected.trailers.values().forEach(checksum -> checksum.ifPresent(declared::add));
    return declared;
  }

  @Override
  public Map<Checksum, String> checksums() {
    return Collections.unmodifiableMap(proven);
  }

  @Override
  public InputStream open() {
    if (opened) {
      throw new IllegalStateException("The body of a request can be read only once");
    }
    opened = true;
    return new Verifying();
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void verify(long count) {
    if (expected.length.isPresent() && count != expected.length.getAsLong()) {
      throw AwsChunkedInput.truncated();
    }
    if (hash != null) {
      String actual = Hashes.HEX.formatHex(hash.digest());
      if (!actual.equals(expected.payloadHash)) {
        throw new ServiceError(
                "XAmzContentSHA256Mismatch",
                400,
                "The provided 'x-amz-content-sha256' header does not match what was computed.")
            .with("ClientComputedContentSHA256", String.valueOf(expected.payloadHash))
            .with("S3ComputedContentSHA256", actual);
      }
    }
    Map<Checksum, String> declared = new EnumMap<>(Checksum.class);
    declared.putAll(expected.checksums);
    addTrailers(declared);
    declared.forEach(
        (checksum, value) -> {
          Checksum.Running computed = running.get(checksum);
          String actual = computed == null ? "" : computed.base64();
          if (!actual.equals(value)) {
            throw mismatch(checksum, value, actual);
          }
          proven.put(checksum, actual);
        });
  }

  private void addTrailers(Map<Checksum, String> declared) {
    if (chunks == null) {
      return;
    }
    Map<String, String> arrived = chunks.trailers();
    if (!arrived.keySet().equals(expected.trailers.keySet())) {
      throw AwsChunkedInput.malformedTrailer();
    }
    for (Map.Entry<String, Optional<Checksum>> name : expected.trailers.entrySet()) {
      if (name.getValue().isEmpty()) {
        continue;
      }
      Checksum checksum = name.getValue().get();
      String value = arrived.getOrDefault(name.getKey(), "");
      if (checksum.decode(value).isEmpty()) {
        throw new ServiceError(
            "InvalidRequest",
            400,
            "Value for " + checksum.header() + " trailing header is invalid.");
      }
      declared.put(checksum, value);
    }
  }

  private static ServiceError mismatch(Checksum checksum, String given, String actual) {
    if (checksum == Checksum.MD5) {
      return new ServiceError(
              "BadDigest", 400, "The Content-MD5 you specified did not match what we received.")
          .with("ExpectedDigest", given)
          .with("CalculatedDigest", actual);
    }
    return new ServiceError(
        "BadDigest",
        400,
        "The " + checksum.name() + " you specified did not match the calculated checksum.");
  }

  private final class Verifying extends InputStream {
    private long count;
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      if (length == 0) {
        return 0;
      }
      int n = source.read(target, offset, length);
      if (n < 0) {
        verify(count);
        ended = true;
        return -1;
      }
      count += n;
      if (expected.length.isPresent() && count > expected.length.getAsLong()) {
        throw AwsChunkedInput.truncated();
      }
      if (hash != null) {
        hash.update(target, offset, n);
      }
      for (Checksum.Running checksum : running.values()) {
        checksum.update(target, offset, n);
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
