package io.tarn.store;

import io.tarn.api.Member;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.kernel.Checksum;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checksums between the members of S3's structures and the store. */
final class Checks {
  static final String FULL_OBJECT = "FULL_OBJECT";
  static final String COMPOSITE = "COMPOSITE";
  static final List<Checksum> S3 =
      List.of(Checksum.CRC32, Checksum.CRC32C, Checksum.CRC64NVME, Checksum.SHA1, Checksum.SHA256);
  private static final List<String> UNSUPPORTED =
      List.of("SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128");

  private Checks() {}

  /** Sets the members {@code ChecksumCRC32} and so on that the structure has. */
  static void set(
      StructureBuilder builder, Map<Checksum, String> checksums, @Nullable String type) {
    Schema schema = builder.schema();
    checksums.forEach((checksum, value) -> put(builder, schema, "Checksum" + checksum, value));
    if (type != null && !checksums.isEmpty()) {
      put(builder, schema, "ChecksumType", type);
    }
  }

  private static void put(StructureBuilder builder, Schema schema, String name, String value) {
    Member member = schema.find(name);
    if (member != null) {
      builder.set(member.index(), value);
    }
  }

  /** The checksums that a request states in its members. */
  static Map<Checksum, String> stated(Structure input) {
    Map<Checksum, String> stated = new EnumMap<>(Checksum.class);
    Schema schema = input.schema();
    for (Checksum checksum : S3) {
      Object value = value(input, schema, "Checksum" + checksum);
      if (value != null) {
        stated.put(checksum, value.toString());
      }
    }
    for (String name : UNSUPPORTED) {
      if (value(input, schema, "Checksum" + name) != null) {
        throw S3Error.notImplemented("checksum algorithm " + name);
      }
    }
    return stated;
  }

  private static @Nullable Object value(Structure input, Schema schema, String name) {
    Member member = schema.find(name);
    return member == null ? null : input.get(member.index());
  }

  /** The algorithm of a header; refused by name when it is one that is not computed here. */
  static Optional<Checksum> algorithm(@Nullable String name) {
    if (name == null) {
      return Optional.empty();
    }
    Optional<Checksum> found = Checksum.ofName(name).filter(S3::contains);
    if (found.isEmpty()) {
      if (UNSUPPORTED.contains(name)) {
        throw S3Error.notImplemented("checksum algorithm " + name);
      }
      throw S3Error.INVALID_REQUEST.with(
          "Checksum algorithm provided is unsupported. Please try again with any of the valid"
              + " types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }
    return found;
  }
}
