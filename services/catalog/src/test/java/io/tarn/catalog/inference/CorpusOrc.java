package io.tarn.catalog.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;

/** ORC files of a tail alone, which is all that a crawler reads of one. */
final class CorpusOrc {
  private static final byte[] MAGIC = "ORC".getBytes(UTF_8);
  private static final int ZLIB = 1;

  private CorpusOrc() {}

  /** A message of Protocol Buffers. */
  @FunctionalInterface
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  /**
   * @param columns names and types as Hive writes them
   */
  static byte[] file(Map<String, String> columns, long rows, boolean packed) throws IOException {
    List<String> types = List.copyOf(columns.values());
    byte[] root =
        message(
            out -> {
              out.writeEnum(1, kind("struct"));
              for (int i = 1; i <= types.size(); i++) {
                out.writeUInt32(2, i);
              }
              for (String name : columns.keySet()) {
                out.writeString(3, name);
              }
            });
    byte[] plain =
        message(
            out -> {
              out.writeUInt64(1, MAGIC.length);
              out.writeByteArray(4, root);
              for (String type : types) {
                out.writeByteArray(4, message(field -> field.writeEnum(1, kind(type))));
              }
              out.writeUInt64(6, rows);
            });
    byte[] footer = packed ? chunk(plain) : plain;
    byte[] postScript =
        message(
            out -> {
              out.writeUInt64(1, footer.length);
              out.writeEnum(2, packed ? ZLIB : 0);
              out.writeUInt64(3, 1 << 18);
              out.writeByteArray(8000, MAGIC);
            });
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(MAGIC);
    file.writeBytes(footer);
    file.writeBytes(postScript);
    file.write(postScript.length);
    return file.toByteArray();
  }

  private static int kind(String type) {
    return switch (type) {
      case "bigint" -> 4;
      case "double" -> 6;
      case "string" -> 7;
      case "struct" -> 12;
      case "date" -> 15;
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  /** Bytes as ORC packs them: behind three bytes of their length, without a header of zlib's. */
  private static byte[] chunk(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] buffer = new byte[1024];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    int head = packed.size() << 1;
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write(head);
    chunk.write(head >>> 8);
    chunk.write(head >>> 16);
    chunk.writeBytes(packed.toByteArray());
    return chunk.toByteArray();
  }
}
