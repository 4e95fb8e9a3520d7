package io.tarn.sql;

import io.tarn.catalog.iceberg.LakeFileIO;
import io.tarn.catalog.iceberg.Location;
import io.tarn.catalog.iceberg.StagedFileIO;
import io.tarn.sql.spi.EngineException;

/** The files of an Iceberg table as one statement sees them. */
final class StagedFiles extends StagedFileIO {
  private static final long serialVersionUID = 1L;

  StagedFiles(StatementContext context) {
    super(
        context.objects(),
        context.authorizer(),
        context.call(),
        context.encryption(),
        new LakeFileIO(context.ledger(), context.objects(), context.authorizer(), context.call()));
  }

  /** Where an object lies that a table's metadata names. */
  static Location locate(String uri) {
    return Location.find(uri)
        .orElseThrow(
            () ->
                new EngineException(
                    "ICEBERG_INVALID_METADATA", "Not the s3:// name of an object: " + uri));
  }

  @Override
  protected Location place(String uri) {
    return locate(uri);
  }
}
