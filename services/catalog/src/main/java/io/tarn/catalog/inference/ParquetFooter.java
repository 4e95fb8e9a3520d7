package io.tarn.catalog.inference;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.EncryptionAlgorithm;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Reads the footer of a Parquet file: its columns as Hive types, its row count and its codec.
 * Source: Apache Parquet, "File Format" and "LogicalTypes".
 */
final class ParquetFooter {
  /** The footer's length and the magic. */
  private static final int END = 8;

  private static final int FOOTER_MAX = 64 << 20;
  private static final int DEPTH_MAX = 64;

  private final List<SchemaElement> elements;
  private int at;

  private ParquetFooter(List<SchemaElement> elements) {
    this.elements = elements;
  }

  /**
   * How many bytes from the footer's begin to the end of the file.
   *
   * @param end the last bytes of the file
   */
  static int length(byte[] end) throws IOException {
    if (end.length < END) {
      throw new IOException("the Parquet file is cut off");
    }
    String magic = new String(end, end.length - 4, 4, StandardCharsets.ISO_8859_1);
    if (magic.equals("PARE")) {
      throw new IOException("the footer of the Parquet file is encrypted");
    }
    if (!magic.equals("PAR1")) {
      throw new IOException("the Parquet file is cut off: it does not end with PAR1");
    }
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - END);
    if (length <= 0 || length > FOOTER_MAX) {
      throw new IOException("the Parquet file is broken: a footer of " + length + " bytes");
    }
    return length + END;
  }

  /**
   * @param end the last bytes of the file
   * @param length of the footer to the end of the file, as {@link #length} said
   */
  static ProbedFile read(byte[] end, int length) throws IOException {
    if (end.length < length) {
      throw new IOException("the Parquet file is broken: its footer is longer than the file");
    }
    Consumer footer = new Consumer();
    Util.readFileMetaData(
        new ByteArrayInputStream(end, end.length - length, length - END), footer, false);
    if (footer.schema.isEmpty()) {
      throw new IOException("the Parquet file is broken: its footer has no schema");
    }
    return new ProbedFile(
        new ParquetFooter(footer.schema).columns(), footer.rows, footer.compression);
  }

  /** What is kept of a footer while it is read; row groups come one at a time. */
  private static final class Consumer extends Util.FileMetaDataConsumer {
    private List<SchemaElement> schema = List.of();
    private long rows;
    private String compression = "none";
    private boolean told;

    @Override
    public void setVersion(int version) {}

    @Override
    public void setSchema(List<SchemaElement> elements) {
      schema = List.copyOf(elements);
    }

    @Override
    public void setNumRows(long count) {
      rows = count;
    }

    @Override
    public void addRowGroup(RowGroup group) {
      if (!told && group.getColumnsSize() > 0) {
        told = true;
        String codec = group.getColumns().getFirst().getMeta_data().getCodec().name();
        compression = codec.equals("UNCOMPRESSED") ? "none" : codec.toLowerCase(Locale.ROOT);
      }
    }

    @Override
    public void addKeyValueMetaData(KeyValue pair) {}

    @Override
    public void setCreatedBy(String program) {}

    @Override
    public void setEncryptionAlgorithm(EncryptionAlgorithm algorithm) {}

    @Override
    public void setFooterSigningKeyMetadata(byte[] key) {}
  }

  /** The elements are a tree walked from its root, which is the first. */
  private List<ProbedFile.Column> columns() throws IOException {
    List<ProbedFile.Column> columns = new ArrayList<>();
    int count = next().getNum_children();
    for (int i = 0; i < count; i++) {
      String name = peek().getName();
      columns.add(new ProbedFile.Column(name, hive(0)));
    }
    return columns;
  }

  private SchemaElement peek() throws IOException {
    if (at >= elements.size()) {
      throw new IOException("the Parquet file is broken: its schema lacks elements");
    }
    return elements.get(at);
  }

  private SchemaElement next() throws IOException {
    SchemaElement element = peek();
    at++;
    return element;
  }

  /** The Hive type of the element the cursor stands on; leaves the cursor behind it. */
  private String hive(int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw new IOException("the Parquet schema is nested more than " + DEPTH_MAX + " deep");
    }
    SchemaElement element = next();
    String type;
    if (element.getNum_children() == 0) {
      type = leaf(element);
    } else if (says(element, "LIST")) {
      return list(depth);
    } else if (says(element, "MAP") || says(element, "MAP_KEY_VALUE")) {
      return map(depth);
    } else {
      type = struct(element.getNum_children(), depth);
    }
    return element.getRepetition_type() == FieldRepetitionType.REPEATED
        ? "array<" + type + ">"
        : type;
  }

  private String struct(int children, int depth) throws IOException {
    StringBuilder text = new StringBuilder("struct<");
    for (int i = 0; i < children; i++) {
      text.append(i == 0 ? "" : ",").append(peek().getName()).append(':');
      text.append(hive(depth + 1));
    }
    return text.append('>').toString();
  }

  /** Three levels as the standard has it; two levels as older writers made them. */
  private String list(int depth) throws IOException {
    SchemaElement middle = peek();
    boolean isElement =
        middle.getNum_children() != 1
            || middle.getName().equals("array")
            || middle.getName().endsWith("_tuple");
    if (isElement) {
      String element = hive(depth + 1);
      return element.startsWith("array<") ? element : "array<" + element + ">";
    }
    at++;
    return "array<" + hive(depth + 1) + ">";
  }

  private String map(int depth) throws IOException {
    at++;
    String key = hive(depth + 1);
    return "map<" + key + "," + hive(depth + 1) + ">";
  }

  private static boolean says(SchemaElement element, String name) {
    return name.equals(String.valueOf(element.getConverted_type()))
        || name.equals(logical(element));
  }

  private static @Nullable String logical(SchemaElement element) {
    return element.getLogicalType() == null ? null : element.getLogicalType().getSetField().name();
  }

  private static String leaf(SchemaElement element) throws IOException {
    if (says(element, "DECIMAL")) {
      DecimalType decimal =
          "DECIMAL".equals(logical(element)) ? element.getLogicalType().getDECIMAL() : null;
      return decimal == null
          ? "decimal(" + element.getPrecision() + "," + element.getScale() + ")"
          : "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
    }
    if (element.getType() == null) {
      throw new IOException(
          "the Parquet file is broken: column " + element.getName() + " has no type");
    }
    return switch (element.getType()) {
      case BOOLEAN -> "boolean";
      case INT32 -> int32(element);
      case INT64 ->
          says(element, "TIMESTAMP")
                  || says(element, "TIMESTAMP_MILLIS")
                  || says(element, "TIMESTAMP_MICROS")
              ? "timestamp"
              : "bigint";
      case INT96 -> "timestamp";
      case FLOAT -> "float";
      case DOUBLE -> "double";
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> isText(element) ? "string" : "binary";
    };
  }

  private static boolean isText(SchemaElement element) {
    return says(element, "UTF8")
        || says(element, "STRING")
        || says(element, "ENUM")
        || says(element, "JSON")
        || says(element, "UUID");
  }

  private static String int32(SchemaElement element) {
    if (says(element, "DATE")) {
      return "date";
    }
    if ("INTEGER".equals(logical(element))) {
      int bits = element.getLogicalType().getINTEGER().getBitWidth();
      boolean signed = element.getLogicalType().getINTEGER().isIsSigned();
      return ofBits(signed ? bits : 2 * bits);
    }
    return element.getConverted_type() == null
        ? "int"
        : switch (element.getConverted_type()) {
          case INT_8 -> ofBits(8);
          case INT_16, UINT_8 -> ofBits(16);
          case UINT_32 -> ofBits(64);
          default -> ofBits(32);
        };
  }

  private static String ofBits(int bits) {
    return switch (bits) {
      case 8 -> "tinyint";
      case 16 -> "smallint";
      case 64 -> "bigint";
      default -> "int";
    };
  }
}
