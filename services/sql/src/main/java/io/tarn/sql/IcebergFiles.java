package io.tarn.sql;

import io.tarn.catalog.iceberg.Location;
import io.tarn.store.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;

/** The files that belong to an Iceberg table. */
final class IcebergFiles {
  private IcebergFiles() {}

  /** Everything that the table's metadata leads to, itself included. */
  static Set<String> reachable(Table table) {
    TableMetadata metadata = ((HasTableOperations) table).operations().current();
    Set<String> files = new LinkedHashSet<>();
    files.add(metadata.metadataFileLocation());
    metadata.previousFiles().forEach(file -> files.add(file.file()));
    metadata.statisticsFiles().forEach(file -> files.add(file.path()));
    metadata.partitionStatisticsFiles().forEach(file -> files.add(file.path()));
    for (Snapshot snapshot : table.snapshots()) {
      files.add(snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (files.add(manifest.path())) {
          read(table, manifest, file -> files.add(file.location()));
        }
      }
    }
    return files;
  }

  /**
   * Hands over the live files of a manifest, of data or of deletes.
   *
   * @param use gets each in an object that is used again for the next one
   */
  static void read(Table table, ManifestFile manifest, Consumer<ContentFile<?>> use) {
    try (CloseableIterable<? extends ContentFile<?>> entries =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      entries.forEach(use);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is to be deleted, asked for as the statement's caller. */
  static List<Publication> removals(StatementContext context, Collection<String> files) {
    List<Publication> objects = new ArrayList<>();
    for (String file : files) {
      Location place = StagedFiles.locate(file);
      context.check("s3:DeleteObject", place.bucket(), place.key());
      objects.add(Publication.of(context.call(), place.bucket(), place.key(), Optional.empty()));
    }
    return objects;
  }
}
