package io.tarn.catalog.inference;

import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the footer of an ORC file: its columns as Hive types, its row count and its codec. Source:
 * Apache ORC specification v1, "File Tail".
 */
final class OrcFooter {
  private static final List<String> CODECS =
      List.of("none", "zlib", "snappy", "lzo", "lz4", "zstd", "brotli");
  private static final List<String> KINDS =
      List.of(
          "boolean",
          "tinyint",
          "smallint",
          "int",
          "bigint",
          "float",
          "double",
          "string",
          "binary",
          "timestamp",
          "array",
          "map",
          "struct",
          "uniontype",
          "decimal",
          "date",
          "varchar",
          "char",
          "timestamp");
  private static final int DEPTH_MAX = 64;

  /** What a footer may be at most, unpacked: schemas are small, bombs are not. */
  private static final int FOOTER_MAX = 64 << 20;

  private static final int TYPE_DECIMAL_PRECISION = 38;
  private static final int TYPE_DECIMAL_SCALE = 10;

  private OrcFooter() {}

  /** How the file ends. */
  record Tail(long footerLength, int codec, int blockSize, int postScript) {
    /** Bytes from the footer's begin to the end of the file. */
    long length() {
      return footerLength + postScript + 1;
    }
  }

  private record Type(
      int kind, List<Integer> children, List<String> names, int length, int precision, int scale) {}

  /**
   * @param end the last bytes of the file
   */
  static Tail tail(byte[] end) throws IOException {
    int postScript = end.length == 0 ? 0 : end[end.length - 1] & 0xFF;
    Varints in = new Varints(end, end.length - 1 - postScript, Math.max(0, end.length - 1));
    long footer = -1;
    int codec = 0;
    int block = 256 << 10;
    String magic = "";
    while (in.hasMore()) {
      long tag = in.unsigned();
      switch ((int) (tag >>> 3)) {
        case 1 -> footer = in.unsigned();
        case 2 -> codec = (int) in.unsigned();
        case 3 -> block = (int) in.unsigned();
        case 8000 -> magic = in.text(in.unsigned());
        default -> skip(in, tag);
      }
    }
    if (!magic.equals("ORC") || footer < 0 || footer > FOOTER_MAX) {
      throw new IOException("the file does not end with an ORC postscript: it is cut off");
    }
    return new Tail(footer, codec, Math.min(block, FOOTER_MAX), postScript);
  }

  /**
   * @param end at least the last {@link Tail#length} bytes of the file
   */
  static ProbedFile read(byte[] end, Tail tail) throws IOException {
    int from = (int) (end.length - tail.length());
    byte[] footer = unpack(end, from, (int) tail.footerLength(), tail);
    Varints in = new Varints(footer, 0, footer.length);
    List<Type> types = new ArrayList<>();
    long rows = 0;
    while (in.hasMore()) {
      long tag = in.unsigned();
      switch ((int) (tag >>> 3)) {
        case 4 -> types.add(type(in.inner(in.unsigned())));
        case 6 -> rows = in.unsigned();
        default -> skip(in, tag);
      }
    }
    if (types.isEmpty() || types.getFirst().kind() != KINDS.indexOf("struct")) {
      throw new IOException("the footer does not describe rows");
    }
    Type root = types.getFirst();
    List<ProbedFile.Column> columns = new ArrayList<>();
    for (int i = 0; i < root.children().size(); i++) {
      columns.add(
          new ProbedFile.Column(root.names().get(i), text(types, root.children().get(i), 0)));
    }
    String codec = tail.codec() < CODECS.size() ? CODECS.get(tail.codec()) : "unknown";
    return new ProbedFile(columns, rows, codec);
  }

  private static Type type(Varints in) throws IOException {
    int kind = 0;
    int length = 0;
    int precision = TYPE_DECIMAL_PRECISION;
    int scale = TYPE_DECIMAL_SCALE;
    List<Integer> children = new ArrayList<>();
    List<String> names = new ArrayList<>();
    while (in.hasMore()) {
      long tag = in.unsigned();
      switch ((int) (tag >>> 3)) {
        case 1 -> kind = (int) in.unsigned();
        case 2 -> {
          if ((tag & 7) == 2) {
            Varints packed = in.inner(in.unsigned());
            while (packed.hasMore()) {
              children.add((int) packed.unsigned());
            }
          } else {
            children.add((int) in.unsigned());
          }
        }
        case 3 -> names.add(in.text(in.unsigned()));
        case 4 -> length = (int) in.unsigned();
        case 5 -> precision = (int) in.unsigned();
        case 6 -> scale = (int) in.unsigned();
        default -> skip(in, tag);
      }
    }
    return new Type(kind, children, names, length, precision, scale);
  }

  private static String text(List<Type> types, int index, int depth) throws IOException {
    if (index < 0 || index >= types.size() || depth > DEPTH_MAX) {
      throw new IOException("the footer's types do not fit together");
    }
    Type type = types.get(index);
    if (type.kind() < 0 || type.kind() >= KINDS.size()) {
      throw new IOException("the footer names an unknown type: " + type.kind());
    }
    String name = KINDS.get(type.kind());
    return switch (name) {
      case "decimal" -> "decimal(" + type.precision() + "," + type.scale() + ")";
      case "varchar", "char" -> name + "(" + type.length() + ")";
      case "array", "map", "uniontype" -> {
        List<String> inner = new ArrayList<>();
        for (int child : type.children()) {
          inner.add(text(types, child, depth + 1));
        }
        yield name + "<" + String.join(",", inner) + ">";
      }
      case "struct" -> {
        List<String> inner = new ArrayList<>();
        for (int i = 0; i < type.children().size(); i++) {
          String field = type.names().get(i).toLowerCase(Locale.ROOT);
          inner.add(field + ":" + text(types, type.children().get(i), depth + 1));
        }
        yield "struct<" + String.join(",", inner) + ">";
      }
      default -> name;
    };
  }

  /** Fields of messages that are not looked at. */
  private static void skip(Varints in, long tag) throws IOException {
    switch ((int) (tag & 7)) {
      case 0 -> in.unsigned();
      case 1 -> in.skip(8);
      case 2 -> in.skip(in.unsigned());
      case 5 -> in.skip(4);
      default -> throw new IOException("the footer is broken");
    }
  }

  /** ORC cuts what it packs into chunks, each behind three bytes with its length. */
  private static byte[] unpack(byte[] bytes, int from, int length, Tail tail) throws IOException {
    if (from < 0) {
      throw new IOException("the footer is longer than the file");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (tail.codec() == 0) {
      out.write(bytes, from, length);
      return out.toByteArray();
    }
    int at = from;
    int end = from + length;
    while (at + 3 <= end) {
      int head = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
      int chunk = head >>> 1;
      at += 3;
      if (chunk > end - at || out.size() > FOOTER_MAX) {
        throw new IOException("the footer is broken");
      }
      if ((head & 1) == 1) {
        out.write(bytes, at, chunk);
      } else {
        out.write(chunk(bytes, at, chunk, tail));
      }
      at += chunk;
    }
    return out.toByteArray();
  }

  private static byte[] chunk(byte[] bytes, int at, int length, Tail tail) throws IOException {
    byte[] out = new byte[tail.blockSize()];
    try {
      int size =
          switch (CODECS.get(Math.min(tail.codec(), CODECS.size() - 1))) {
            case "zlib" -> inflate(bytes, at, length, out);
            case "snappy" ->
                new SnappyJavaDecompressor().decompress(bytes, at, length, out, 0, out.length);
            case "lz4" ->
                new Lz4JavaDecompressor().decompress(bytes, at, length, out, 0, out.length);
            case "zstd" ->
                new ZstdJavaDecompressor().decompress(bytes, at, length, out, 0, out.length);
            default ->
                throw new IOException("the footer is packed with a codec that is not read here");
          };
      byte[] exact = new byte[size];
      System.arraycopy(out, 0, exact, 0, size);
      return exact;
    } catch (DataFormatException | RuntimeException e) {
      throw new IOException("the footer is broken: " + e.getMessage(), e);
    }
  }

  private static int inflate(byte[] bytes, int at, int length, byte[] out)
      throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes, at, length);
      return inflater.inflate(out);
    } finally {
      inflater.end();
    }
  }
}
