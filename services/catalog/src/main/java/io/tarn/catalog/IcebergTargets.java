package io.tarn.catalog;

import io.tarn.api.glue.IcebergTarget;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.iceberg.GlueTypes;
import io.tarn.catalog.inference.Globs;
import io.tarn.catalog.inference.ListedFile;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/**
 * Iceberg tables below paths: every folder {@code metadata} with a {@code *.metadata.json} is one,
 * and the file of the highest version is what the catalog's table points to. Source: AWS Glue
 * Developer Guide, "Supported data sources for crawling", Iceberg; Apache Iceberg, "Table Metadata
 * files".
 */
final class IcebergTargets {
  static final String LOCATION = "metadata_location";
  static final String PREVIOUS = "previous_metadata_location";
  private static final int DEPTH = 10;
  private static final Pattern METADATA =
      Pattern.compile(
          "(|.*/)metadata/(?:v(\\d{1,18})|(\\d{1,18})-[^/]*?)(?:\\.gz)?\\.metadata\\.json");

  private final FileIO io;
  private final StoppableWork work;
  private final CrawlContext crawl;

  IcebergTargets(FileIO io, StoppableWork work, CrawlContext crawl) {
    this.io = io;
    this.work = work;
    this.crawl = crawl;
  }

  /** A metadata file of a table. */
  private record Version(String root, long number, ListedFile file) {}

  static boolean isIceberg(Map<String, String> parameters) {
    return "ICEBERG".equalsIgnoreCase(parameters.get("table_type"))
        && parameters.containsKey(LOCATION);
  }

  /** The version in a metadata file's name; -1 when the name has none. */
  static long versionOf(String location) {
    Matcher name = METADATA.matcher(location);
    return name.matches() ? number(name) : -1;
  }

  private static long number(Matcher name) {
    return Long.parseLong(name.group(2) != null ? name.group(2) : name.group(3));
  }

  List<Candidate> find(IcebergTarget target, S3Path path) {
    int depth = target.maximumTraversalDepth() == null ? DEPTH : target.maximumTraversalDepth();
    Globs exclusions = Globs.of(target.exclusions() == null ? List.of() : target.exclusions());
    String prefix = path.folder();
    List<ListedFile> files = crawl.source().list(path.bucket(), prefix);
    crawl.log().info("Listed " + files.size() + " objects below " + path.location());
    Map<String, Version> latest = new TreeMap<>();
    for (ListedFile file : files) {
      String relative = file.key().substring(Math.min(prefix.length(), file.key().length()));
      Matcher name = METADATA.matcher(relative);
      if (name.matches() && folders(relative) <= depth && !exclusions.match(relative)) {
        Version version = new Version(prefix + name.group(1), number(name), file);
        latest.merge(
            version.root(),
            version,
            (a, b) ->
                Comparator.comparingLong(Version::number)
                            .thenComparing(v -> v.file().modified())
                            .compare(a, b)
                        >= 0
                    ? a
                    : b);
      }
    }
    List<Candidate> found = new ArrayList<>();
    for (Version version : latest.values()) {
      crawl.stop().check();
      read(version, found);
    }
    if (found.isEmpty()) {
      crawl.log().warn("No Iceberg table was found below " + path.location());
    }
    return found;
  }

  private static int folders(String relative) {
    return (int) relative.chars().filter(c -> c == '/').count();
  }

  private void read(Version version, List<Candidate> found) {
    String location = version.file().uri();
    try {
      TableMetadata metadata =
          work.await(() -> TableMetadataParser.read(io.newInputFile(location)), () -> {});
      found.add(candidate(version, metadata));
    } catch (ServiceError | CancellationException e) {
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(location + " cannot be read", e);
    } catch (RuntimeException e) {
      // Iceberg's parser tells of broken files by many kinds of exceptions.
      crawl.unread(version.file(), "no metadata of an Iceberg table: " + e.getMessage());
    }
  }

  private Candidate candidate(Version version, TableMetadata metadata) {
    String location = version.file().uri();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("CrawlerSchemaDeserializerVersion", "1.0");
    parameters.put("CrawlerSchemaSerializerVersion", "1.0");
    parameters.put("UPDATED_BY_CRAWLER", crawl.name());
    parameters.put("classification", "iceberg");
    parameters.put("table_type", "ICEBERG");
    parameters.put(LOCATION, location);
    String root = metadata.location().replaceFirst("/$", "");
    String element = root.substring(root.lastIndexOf('/') + 1);
    String folder = version.root().isEmpty() ? version.file().bucket() : version.root();
    String place = "s3://" + version.file().bucket() + "/" + version.root().replaceFirst("/$", "");
    List<String> warnings = new ArrayList<>();
    if (!root.replaceFirst("^s3[an]:", "s3:").equals(place.replaceFirst("/$", ""))) {
      warnings.add(location + " says that the table lies at " + root + ", not at " + place);
      element = folder.replaceFirst("/$", "").replaceFirst("^.*/", "");
    }
    TableInput table =
        TableInput.builder()
            .name(element)
            .owner("owner")
            .retention(0)
            .tableType("EXTERNAL_TABLE")
            .parameters(parameters)
            .partitionKeys(List.of())
            .storageDescriptor(
                StorageDescriptor.builder()
                    .location(root)
                    .columns(GlueTypes.columns(metadata.schema()))
                    .build())
            .build();
    List<String> columns = new ArrayList<>();
    metadata
        .schema()
        .columns()
        .forEach(
            field -> columns.add(field.name() + ": field " + field.fieldId() + " of " + location));
    return new Candidate(
        element,
        root,
        table,
        List.of(),
        List.of(
            "one Iceberg table at "
                + root
                + ": "
                + location
                + " is its latest metadata, version "
                + version.number()
                + ", format "
                + metadata.formatVersion()),
        columns,
        warnings);
  }
}
