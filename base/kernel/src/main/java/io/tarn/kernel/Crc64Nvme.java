package io.tarn.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-64/NVME: polynomial 0xAD93D23594C93659, reflected, all ones in and out. Source: NVM Express
 * NVM Command Set Specification, "64b CRC definition". Eight bytes a step by eight tables.
 */
final class Crc64Nvme implements Checksum.Running {
  private static final long REFLECTED_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final long[][] TABLES = tables();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long crc = -1L;

  @Override
  public void update(byte[] bytes, int offset, int length) {
    long c = crc;
    int i = offset;
    int end = offset + length;
    for (; i + 8 <= end; i += 8) {
      long x = c ^ (long) LONGS.get(bytes, i);
      c =
          TABLES[7][(int) x & 0xFF]
              ^ TABLES[6][(int) (x >>> 8) & 0xFF]
              ^ TABLES[5][(int) (x >>> 16) & 0xFF]
              ^ TABLES[4][(int) (x >>> 24) & 0xFF]
              ^ TABLES[3][(int) (x >>> 32) & 0xFF]
              ^ TABLES[2][(int) (x >>> 40) & 0xFF]
              ^ TABLES[1][(int) (x >>> 48) & 0xFF]
              ^ TABLES[0][(int) (x >>> 56)];
    }
    for (; i < end; i++) {
      c = TABLES[0][(int) (c ^ bytes[i]) & 0xFF] ^ (c >>> 8);
    }
    crc = c;
  }

  @Override
  public byte[] value() {
    long value = ~crc;
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (value >>> (56 - 8 * i));
    }
    return bytes;
  }

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int n = 0; n < 256; n++) {
      long c = n;
      for (int bit = 0; bit < 8; bit++) {
        c = (c & 1) == 0 ? c >>> 1 : (c >>> 1) ^ REFLECTED_POLYNOMIAL;
      }
      tables[0][n] = c;
    }
    for (int n = 0; n < 256; n++) {
      for (int k = 1; k < 8; k++) {
        long c = tables[k - 1][n];
        tables[k][n] = tables[0][(int) c & 0xFF] ^ (c >>> 8);
      }
    }
    return tables;
  }
}
