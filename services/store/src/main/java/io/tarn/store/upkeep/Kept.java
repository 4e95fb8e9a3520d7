package io.tarn.store.upkeep;

import java.util.zip.CRC32C;

/**
 * What lies on the disk or in the ledger for a blob, encrypted or not.
 *
 * @param length in bytes
 * @param crc CRC32C of these bytes (RFC 3720, appendix B.4), which processors compute in hardware
 */
public record Kept(long length, long crc) {
  public static Kept of(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return new Kept(bytes.length, crc.getValue());
  }
}
