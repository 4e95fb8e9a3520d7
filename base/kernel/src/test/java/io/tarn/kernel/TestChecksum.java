package io.tarn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published check values over the text 123456789. */
class TestChecksum {
  @ParameterizedTest
  @CsvSource({
    "CRC32, cbf43926",
    "CRC32C, e3069283",
    "CRC64NVME, ae8b14860a799888",
    "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
    "MD5, 25f9e794323b453885f5181f1b624d0b"
  })
  void givesThePublishedValue(Checksum checksum, String hex) {
    byte[] bytes = "123456789".getBytes(StandardCharsets.US_ASCII);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Checksum.Running running = checksum.start();
      running.update(bytes, 0, cut);
      running.update(bytes, cut, bytes.length - cut);
      assertThat(HexFormat.of().formatHex(running.value())).isEqualTo(hex);
    }
    assertThat(Checksum.ofName(checksum.name())).contains(checksum);
    assertThat(Checksum.ofHeader(checksum.header())).contains(checksum);
  }
}
