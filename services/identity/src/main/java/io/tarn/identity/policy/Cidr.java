package io.tarn.identity.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A range of IPv4 or IPv6 addresses (RFC 4632); an address alone is the range of itself. */
record Cidr(byte[] network, int bits) {
  static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int bits = address.length * 8;
    if (slash >= 0) {
      String length = text.substring(slash + 1);
      if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(Character::isDigit)) {
        return null;
      }
      int wanted = Integer.parseInt(length);
      if (wanted > bits) {
        return null;
      }
      bits = wanted;
    }
    return new Cidr(address, bits);
  }

  boolean contains(String text) {
    byte[] address = address(text);
    if (address == null || address.length != network.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    if (rest == 0) {
      return true;
    }
    int mask = 0xFF << (8 - rest);
    return (address[whole] & mask) == (network[whole] & mask);
  }

  /** Reads numeric addresses only, so that no name is ever looked up. */
  private static byte @Nullable [] address(String text) {
    if (text.isEmpty() || text.length() > 45) {
      return null;
    }
    boolean six = text.indexOf(':') >= 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          six
              ? Character.digit(c, 16) >= 0 || c == ':' || c == '.'
              : c >= '0' && c <= '9' || c == '.';
      if (!fits) {
        return null;
      }
    }
    if (!six && text.split("\\.", -1).length != 4) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
