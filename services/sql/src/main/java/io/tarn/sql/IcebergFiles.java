package io.tarn.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
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
          read(table, manifest, files);
        }
      }
    }
    return files;
  }

  private static void read(Table table, ManifestFile manifest, Set<String> files) {
    try (CloseableIterable<? extends ContentFile<?>> entries =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      for (ContentFile<?> file : entries) {
        files.add(file.location());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
