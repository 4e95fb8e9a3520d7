package io.tarn.identity.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.identity.state.IdentityState;
import io.tarn.kernel.Ids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Session tokens: everything about a session, sealed by AES-256-GCM (NIST SP 800-38D) under a key
 * that the ledger keeps. No row is written for a session, tokens outlive a restart, and every node
 * of the lake opens them. The access key id is authenticated with the token, so neither goes with
 * another; it carries the second of its issue, which {@code aws:TokenIssueTime} shows.
 */
public final class SessionTokens {
  private static final String SETTING = "session-key";
  private static final String PREFIX = "ASIA";
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int TIME_LETTERS = 7;
  private static final int ID_LENGTH = 20;
  private static final byte FORMAT = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int TOKEN_MAX = 16_384;
  private static final int PAYLOAD_MAX = 262_144;
  private static final int OPENED_MAX = 4_096;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final IdentityState state;
  private final Ids ids;
  private final ConcurrentHashMap<Sealed, Session> opened = new ConcurrentHashMap<>();
  private volatile @Nullable SecretKeySpec key;

  /** A session as its holder gets it. */
  public record Sealed(String accessKeyId, String token) {}

  public SessionTokens(IdentityState state, Ids ids) {
    this.state = requireNonNull(state, "state is null");
    this.ids = requireNonNull(ids, "ids is null");
  }

  /** A fresh secret key of 40 characters. */
  public String newSecret() {
    return newSecret(ids);
  }

  /** A fresh secret key of 40 characters. */
  public static String newSecret(Ids ids) {
    byte[] bytes = new byte[30];
    ids.bytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  public Sealed seal(Session session, Instant now) {
    String accessKeyId = accessKeyId(now);
    try {
      byte[] nonce = new byte[NONCE];
      ids.bytes(nonce);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, accessKeyId);
      byte[] sealed = cipher.doFinal(deflate(JSON.writeValueAsBytes(session)));
      ByteArrayOutputStream token = new ByteArrayOutputStream();
      token.write(FORMAT);
      token.writeBytes(nonce);
      token.writeBytes(sealed);
      return new Sealed(accessKeyId, Base64.getEncoder().encodeToString(token.toByteArray()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Cannot seal a session token", e);
    }
  }

  /** The session of a token; empty when the token is not one of this lake's for this key id. */
  public Optional<Session> open(Sealed sealed) {
    Session known = opened.get(sealed);
    if (known != null) {
      return Optional.of(known);
    }
    if (sealed.token().length() > TOKEN_MAX) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(sealed.token());
      if (bytes.length <= 1 + NONCE || bytes[0] != FORMAT) {
        return Optional.empty();
      }
      byte[] nonce = new byte[NONCE];
      System.arraycopy(bytes, 1, nonce, 0, NONCE);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, sealed.accessKeyId());
      byte[] payload = cipher.doFinal(bytes, 1 + NONCE, bytes.length - 1 - NONCE);
      Session session = JSON.readValue(inflate(payload), Session.class);
      if (opened.size() >= OPENED_MAX) {
        opened.clear();
      }
      opened.put(sealed, session);
      return Optional.of(session);
    } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
      // Whatever is wrong with a token, its sender learns only that it is not one.
      return Optional.empty();
    }
  }

  /** Whether a key id is one of a session. */
  public static boolean isSessionKey(String accessKeyId) {
    return accessKeyId.startsWith(PREFIX);
  }

  /** When the session of a key id was issued; empty for long-term keys. */
  public static Optional<Instant> issued(String accessKeyId) {
    if (!isSessionKey(accessKeyId) || accessKeyId.length() != ID_LENGTH) {
      return Optional.empty();
    }
    long seconds = 0;
    for (int i = 0; i < TIME_LETTERS; i++) {
      int digit = ALPHABET.indexOf(accessKeyId.charAt(PREFIX.length() + i));
      if (digit < 0) {
        return Optional.empty();
      }
      seconds = seconds << 5 | digit;
    }
    return Optional.of(Instant.ofEpochSecond(seconds));
  }

  private String accessKeyId(Instant now) {
    StringBuilder id = new StringBuilder(PREFIX);
    long seconds = now.getEpochSecond();
    for (int i = TIME_LETTERS - 1; i >= 0; i--) {
      id.append(ALPHABET.charAt((int) (seconds >> (5 * i) & 31)));
    }
    return ids.unique(id.toString(), ID_LENGTH);
  }

  private Cipher cipher(int mode, byte[] nonce, String accessKeyId)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(accessKeyId.getBytes(US_ASCII));
    return cipher;
  }

  private SecretKeySpec key() {
    SecretKeySpec known = key;
    if (known == null) {
      Optional<String> kept = state.read(tables -> tables.findSetting(SETTING));
      String text = kept.isPresent() ? kept.get() : makeKey();
      known = new SecretKeySpec(Base64.getDecoder().decode(text), "AES");
      key = known;
    }
    return known;
  }

  /** Two nodes may do this at once; the first to commit is the one whose key stands. */
  private String makeKey() {
    byte[] bytes = new byte[32];
    ids.bytes(bytes);
    String fresh = Base64.getEncoder().encodeToString(bytes);
    return state.commit(
        tables -> {
          Optional<String> kept = tables.findSetting(SETTING);
          if (kept.isEmpty()) {
            tables.putSetting(SETTING, fresh);
          }
          return kept.orElse(fresh);
        });
  }

  private static byte[] deflate(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (OutputStream packed = new DeflaterOutputStream(out, deflater)) {
      packed.write(plain);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static byte[] inflate(byte[] packed) throws IOException {
    java.util.zip.Inflater inflater = new java.util.zip.Inflater(true);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
      return in.readNBytes(PAYLOAD_MAX);
    } finally {
      inflater.end();
    }
  }
}
