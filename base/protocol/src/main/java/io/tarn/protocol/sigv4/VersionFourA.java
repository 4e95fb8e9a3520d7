package io.tarn.protocol.sigv4;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The asymmetric form, AWS4-ECDSA-P256-SHA256, whose scope names no region. Both keys are derived
 * from the secret by a counter KDF (NIST SP 800-108). Source: IAM User Guide, "AWS Signature
 * Version 4a"; aws-c-auth for the derivation.
 */
final class VersionFourA {
  static final String ALGORITHM = "AWS4-ECDSA-P256-SHA256";
  private static final int KEYS_MAX = 1024;
  private static final BigInteger TWO = BigInteger.TWO;

  private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
  private final ECParameterSpec curve;
  private final BigInteger prime;

  VersionFourA() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      curve = parameters.getParameterSpec(ECParameterSpec.class);
      prime = ((ECFieldFp) curve.getCurve().getField()).getP();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("P-256 is missing from this JDK", e);
    }
  }

  PublicKey publicKey(String accessKeyId, String secret) {
    String name = accessKeyId + "\n" + secret;
    PublicKey known = keys.get(name);
    if (known != null) {
      return known;
    }
    if (keys.size() >= KEYS_MAX) {
      keys.clear();
    }
    ECPoint point = times(scalar(accessKeyId, secret));
    try {
      PublicKey key =
          KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
      keys.put(name, key);
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A derived key is no point of P-256", e);
    }
  }

  /** For signing, which only clients and tests do. */
  PrivateKey privateKey(String accessKeyId, String secret) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(new ECPrivateKeySpec(scalar(accessKeyId, secret), curve));
  }

  static boolean verify(PublicKey key, String text, String hexSignature) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.verify(Hashes.HEX.parseHex(hexSignature));
    } catch (IllegalArgumentException | SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA256withECDSA does not work in this JDK", e);
    }
  }

  private BigInteger scalar(String accessKeyId, String secret) {
    BigInteger limit = curve.getOrder().subtract(TWO);
    byte[] key = ("AWS4A" + secret).getBytes(StandardCharsets.UTF_8);
    for (int counter = 1; counter < 255; counter++) {
      ByteArrayOutputStream input = new ByteArrayOutputStream();
      input.writeBytes(new byte[] {0, 0, 0, 1});
      input.writeBytes(ALGORITHM.getBytes(StandardCharsets.US_ASCII));
      input.write(0);
      input.writeBytes(accessKeyId.getBytes(StandardCharsets.UTF_8));
      input.write(counter);
      input.writeBytes(new byte[] {0, 0, 1, 0});
      BigInteger candidate = new BigInteger(1, Hashes.hmac(key, input.toByteArray()));
      if (candidate.compareTo(limit) <= 0) {
        return candidate.add(BigInteger.ONE);
      }
    }
    throw new IllegalStateException("No key can be derived");
  }

  /**
   * A multiple of the generator, by doubling and adding; once a key, so that speed is no matter.
   */
  private ECPoint times(BigInteger scalar) {
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
      sum = add(sum, sum);
      if (scalar.testBit(bit)) {
        sum = add(sum, curve.getGenerator());
      }
    }
    return sum;
  }

  private ECPoint add(ECPoint a, ECPoint b) {
    if (a.equals(ECPoint.POINT_INFINITY)) {
      return b;
    }
    if (b.equals(ECPoint.POINT_INFINITY)) {
      return a;
    }
    BigInteger slope;
    if (a.equals(b)) {
      slope =
          a.getAffineX()
              .pow(2)
              .multiply(BigInteger.valueOf(3))
              .add(curve.getCurve().getA())
              .multiply(a.getAffineY().multiply(TWO).modInverse(prime));
    } else if (a.getAffineX().equals(b.getAffineX())) {
      return ECPoint.POINT_INFINITY;
    } else {
      slope =
          b.getAffineY()
              .subtract(a.getAffineY())
              .multiply(b.getAffineX().subtract(a.getAffineX()).modInverse(prime));
    }
    BigInteger x = slope.pow(2).subtract(a.getAffineX()).subtract(b.getAffineX()).mod(prime);
    BigInteger y = slope.multiply(a.getAffineX().subtract(x)).subtract(a.getAffineY()).mod(prime);
    return new ECPoint(x, y);
  }
}
