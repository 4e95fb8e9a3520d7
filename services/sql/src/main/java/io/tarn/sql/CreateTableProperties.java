package io.tarn.sql;

import static io.trino.spi.session.PropertyMetadata.booleanProperty;
import static io.trino.spi.session.PropertyMetadata.integerProperty;
import static io.trino.spi.session.PropertyMetadata.stringProperty;

import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.VarcharType;
import java.util.Collection;
import java.util.List;

/**
 * The properties of CREATE TABLE AS. Source: Athena User Guide, "CREATE TABLE AS", table
 * properties.
 */
final class CreateTableProperties {
  static final String FORMAT = "format";
  static final String LOCATION = "external_location";
  static final String PARTITIONED_BY = "partitioned_by";
  static final String WRITE_COMPRESSION = "write_compression";
  static final String PARQUET_COMPRESSION = "parquet_compression";
  static final String PARTITIONING = "partitioning";
  static final String ICEBERG_LOCATION = "location";
  static final String FIELD_DELIMITER = "field_delimiter";

  private static final List<PropertyMetadata<?>> DECLARED =
      List.of(
          text(FORMAT, "Storage format"),
          text(LOCATION, "Where the files go"),
          names(PARTITIONED_BY, "Partition columns"),
          text(WRITE_COMPRESSION, "Codec of the files"),
          text(PARQUET_COMPRESSION, "Codec of Parquet files"),
          text("orc_compression", "Codec of ORC files"),
          text(FIELD_DELIMITER, "Field delimiter of text files"),
          text("table_type", "HIVE or ICEBERG"),
          text(ICEBERG_LOCATION, "Where an Iceberg table's files go"),
          flag("is_external", "Whether dropping the table keeps its files"),
          names(PARTITIONING, "Partition transforms of an Iceberg table"),
          number("optimize_rewrite_min_data_file_size_bytes", "Smaller files are rewritten"),
          number("optimize_rewrite_max_data_file_size_bytes", "Larger files are rewritten"),
          number("optimize_rewrite_data_file_threshold", "So many files are rewritten at least"),
          number("optimize_rewrite_delete_file_threshold", "So many deletes make a rewrite"),
          number("vacuum_min_snapshots_to_keep", "So many snapshots stay"),
          number("vacuum_max_snapshot_age_seconds", "Older snapshots go"),
          number("vacuum_max_metadata_files_to_keep", "So many metadata files stay"),
          names("bucketed_by", "Bucketing columns"),
          number("bucket_count", "Number of buckets"),
          number("compression_level", "Level of zstd"));

  /** Properties for OPTIMIZE and VACUUM. */
  static final List<String> UPKEEP =
      DECLARED.stream()
          .map(PropertyMetadata::getName)
          .filter(name -> name.startsWith("optimize_") || name.startsWith("vacuum_"))
          .toList();

  private CreateTableProperties() {}

  static List<PropertyMetadata<?>> declared() {
    return DECLARED;
  }

  private static PropertyMetadata<?> text(String name, String description) {
    return stringProperty(name, description, null, false);
  }

  private static PropertyMetadata<?> flag(String name, String description) {
    return booleanProperty(name, description, null, false);
  }

  private static PropertyMetadata<?> number(String name, String description) {
    return integerProperty(name, description, null, false);
  }

  private static PropertyMetadata<?> names(String name, String description) {
    return new PropertyMetadata<>(
        name,
        description,
        new ArrayType(VarcharType.VARCHAR),
        List.class,
        List.of(),
        false,
        value -> ((Collection<?>) value).stream().map(String::valueOf).toList(),
        value -> value);
  }
}
