package io.tarn.duckdb;

import io.airlift.slice.Slices;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.block.Block;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.CharType;
import io.trino.spi.type.DateTimeEncoding;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.spi.type.VarcharType;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is the same for all rows of a file: its partition's values and the hidden columns. */
final class FileValues {
  /** Trino's and Athena's names of bucket files, then Hive's. */
  private static final Pattern BUCKET =
      Pattern.compile("(?:.*_bucket-(\\d+)(?:[-_.].*)?|(0\\d+)_\\d+.*)");

  private FileValues() {}

  /** One value as a block. */
  static Block block(SourceFile file, LakeColumn column) {
    return TypeUtils.writeNativeValue(column.type(), value(file, column));
  }

  /** In Trino's representation; null for NULL. */
  static @Nullable Object value(SourceFile file, LakeColumn column) {
    return switch (column.kind()) {
      case PARTITION_KEY -> partition(file, column);
      case PATH -> Slices.utf8Slice(file.uri());
      case FILE_SIZE -> file.size();
      case FILE_MODIFIED_TIME ->
          DateTimeEncoding.packDateTimeWithZone(
              file.modified().toEpochMilli(), TimeZoneKey.UTC_KEY);
      case BUCKET -> {
        OptionalInt bucket = bucket(file.uri());
        yield bucket.isPresent() ? (Object) (long) bucket.getAsInt() : null;
      }
      case DATA, ROW_ID -> throw new IllegalArgumentException(column.name());
    };
  }

  /** The number of the bucket that the file's name says. */
  static OptionalInt bucket(String uri) {
    Matcher matcher = BUCKET.matcher(uri.substring(uri.lastIndexOf('/') + 1));
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        Integer.parseInt(matcher.group(1) == null ? matcher.group(2) : matcher.group(1)));
  }

  private static @Nullable Object partition(SourceFile file, LakeColumn key) {
    String text = file.partition().get(key.index());
    if (text == null) {
      return null;
    }
    Object value = text(text, key.type());
    if (value == null) {
      throw new EngineException(
          "HIVE_INVALID_PARTITION_VALUE",
          "Invalid partition value '"
              + text
              + "' for "
              + key.type().getDisplayName()
              + " partition key: "
              + key.name());
    }
    return value;
  }

  /** Text as a value by Hive's rules; null for what is none. */
  static @Nullable Object text(String text, Type type) {
    return switch (type) {
      case VarcharType t -> Slices.utf8Slice(cut(text, t.getLength().orElse(Integer.MAX_VALUE)));
      case CharType t -> Slices.utf8Slice(cut(text, t.getLength()).replaceFirst(" +$", ""));
      case BooleanType t ->
          text.equalsIgnoreCase("true")
              ? Boolean.TRUE
              : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
      default -> HiveText.read(text, type);
    };
  }

  private static String cut(String text, int length) {
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length));
  }
}
