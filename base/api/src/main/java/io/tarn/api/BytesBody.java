package io.tarn.api;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.OptionalLong;

/** A {@link Body} of bytes in memory, shared and never changed by whoever holds them. */
public record BytesBody(byte[] bytes) implements Body {
  @Override
  public OptionalLong length() {
    return OptionalLong.of(bytes.length);
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public void close() {}
}
