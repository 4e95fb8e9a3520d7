package io.tarn.store;

/**
 * Bytes that are durable already and visible to nobody. {@link Objects#publish} makes an object of
 * them; closing without that lets them go. Close it after the commit, in any case.
 */
public interface Staged extends AutoCloseable {
  long size();

  /** The MD5 of the bytes in hexadecimal, which becomes the object's ETag. */
  String etag();

  @Override
  void close();
}
