package io.tarn.store;

import io.tarn.kernel.Checksum;
import io.tarn.store.upkeep.Kept;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that were taken in and proved: durable in a file, or small and still in memory.
 *
 * @param size before they were sealed
 * @param bytes the bytes themselves, sealed if so, when they go into the ledger
 * @param kept what was written to the file; of inline bytes it is computed when they are inserted
 * @param md5 in hexadecimal
 * @param checksums of S3's kinds, in Base64, MD5 not among them
 * @param etag the MD5, or what stands for it where that would tell of sealed bytes
 * @param seal what is kept beside sealed bytes; null for others
 */
record StoredBytes(
    long blob,
    long size,
    byte @Nullable [] bytes,
    @Nullable Kept kept,
    String md5,
    Map<Checksum, String> checksums,
    String etag,
    @Nullable String seal) {}
