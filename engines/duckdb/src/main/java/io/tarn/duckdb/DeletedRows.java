package io.tarn.duckdb;

import static java.util.stream.Collectors.joining;

import io.tarn.sql.spi.FieldId;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.tarn.sql.spi.RowDeletes;
import io.tarn.sql.spi.SourceFile;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.VarcharType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which rows of files of an Iceberg table do not count, as SQL. Rows are named by their places or
 * by values, in files of any of the three formats, or by deletion vectors.
 */
final class DeletedRows {
  /** Reserved numbers. Source: Apache Iceberg, "Table Spec", "Reserved Field IDs". */
  private static final List<LakeColumn> PLACES =
      List.of(
          new LakeColumn(
              "file_path",
              VarcharType.VARCHAR,
              0,
              LakeColumn.Kind.DATA,
              new FieldId(2147483546, true, List.of())),
          new LakeColumn(
              "pos",
              BigintType.BIGINT,
              1,
              LakeColumn.Kind.DATA,
              new FieldId(2147483545, true, List.of())));

  private static final String PATH = OwnNames.ALONE.of("deleted");
  private static final String PLACE = OwnNames.ALONE.of("place");

  private final LakeTable table;
  private final Function<PageScans.Source, String> announced;
  private final Function<SourceFile, Footers.Footer> footers;

  /**
   * @param announced makes a table function of a source
   * @param footers reads what a Parquet file says of its columns
   */
  DeletedRows(
      LakeTable table,
      Function<PageScans.Source, String> announced,
      Function<SourceFile, Footers.Footer> footers) {
    this.table = table;
    this.announced = announced;
    this.footers = footers;
  }

  /**
   * Leaves out the rows whose places are deleted.
   *
   * @param uri the file's name in each row
   * @param place the row's place in its file
   */
  String antiJoin(List<SourceFile> sources, String uri, String place) {
    List<RowDeletes> deletes =
        sources.stream()
            .flatMap(source -> source.deletes().stream())
            .filter(RowDeletes::isByPosition)
            .distinct()
            .toList();
    List<String> from = new ArrayList<>();
    String parquet =
        deletes.stream()
            .filter(file -> file.vector() == null && !FileReaders.isRead(file.format()))
            .map(file -> Literals.text(file.path().toString()))
            .distinct()
            .collect(joining(", "));
    if (!parquet.isEmpty()) {
      from.add("file_path, pos FROM read_parquet([" + parquet + "])");
    }
    List<SourceFile> others =
        deletes.stream()
            .filter(file -> file.vector() == null && FileReaders.isRead(file.format()))
            .map(file -> source(file, PLACES))
            .distinct()
            .toList();
    if (!others.isEmpty()) {
      from.add(
          "file_path, pos FROM "
              + announced.apply(
                  new FileScan(List.of("file_path", "pos"), PLACES, others, _ -> {})));
    }
    List<RowDeletes> vectors = deletes.stream().filter(file -> file.vector() != null).toList();
    if (!vectors.isEmpty()) {
      from.add("file_path, pos FROM " + announced.apply(new DeletionVectors(vectors)));
    }
    return " ANTI JOIN (SELECT file_path AS "
        + Literals.quoted(PATH)
        + ", pos AS "
        + Literals.quoted(PLACE)
        + " FROM ("
        + from.stream().map(rows -> "SELECT " + rows).collect(joining(" UNION ALL "))
        + ") AS all_places) AS deleted ON deleted."
        + Literals.quoted(PATH)
        + " = "
        + uri
        + " AND deleted."
        + Literals.quoted(PLACE)
        + " = "
        + place;
  }

  /**
   * That no row is named by its values; NULL is equal to NULL here.
   *
   * @param names what no column of the rows is called
   * @param ours the expression of a column over the rows
   */
  String where(List<RowDeletes> deletes, OwnNames names, Function<LakeColumn, String> ours) {
    StringBuilder where = new StringBuilder();
    for (RowDeletes file : deletes) {
      List<String> same = new ArrayList<>();
      List<String> own = new ArrayList<>();
      for (LakeColumn column : file.equality()) {
        String name = names.of("e" + own.size());
        own.add(name);
        same.add(Literals.quoted(name) + " IS NOT DISTINCT FROM " + ours.apply(column));
      }
      where
          .append(where.isEmpty() ? " WHERE " : " AND ")
          .append("NOT EXISTS (SELECT 1 FROM (")
          .append(values(file, own))
          .append(") AS gone WHERE ")
          .append(String.join(" AND ", same))
          .append(")");
    }
    return where.toString();
  }

  private String values(RowDeletes file, List<String> names) {
    SourceFile source = source(file, file.equality());
    if (FileReaders.isRead(file.format())) {
      return "SELECT * FROM "
          + announced.apply(new FileScan(names, file.equality(), List.of(source), _ -> {}));
    }
    Footers.Footer footer = footers.apply(source);
    List<String> items = new ArrayList<>();
    for (LakeColumn column : file.equality()) {
      items.add(
          ParquetColumns.of(table, column, footer, source, OwnNames.ALONE)
              + " AS "
              + Literals.quoted(names.get(items.size())));
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM read_parquet(["
        + Literals.text(file.path().toString())
        + "])";
  }

  private SourceFile source(RowDeletes file, List<LakeColumn> columns) {
    return new SourceFile(
        file.path(),
        file.uri(),
        file.size(),
        file.uri(),
        Instant.EPOCH,
        new LakeTable(
            table.database(),
            table.name(),
            file.format(),
            table.location(),
            Map.of(),
            columns,
            List.of()),
        List.of());
  }
}
