package io.tarn.catalog.iceberg;

import io.tarn.api.glue.Table;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** How a Glue table names the metadata file that is current, be it a table's or a view's. */
final class MetadataPointer {
  static final String LOCATION = "metadata_location";
  private static final String PREVIOUS = "previous_metadata_location";
  private static final String TYPE = "table_type";

  private MetadataPointer() {}

  static boolean isOf(Table table, String type) {
    return table.parameters() != null
        && type.equalsIgnoreCase(table.parameters().get(TYPE))
        && table.parameters().containsKey(LOCATION);
  }

  /** The parameters of a table whose pointer has moved on. */
  static Map<String, String> moved(@Nullable Table old, String type, String location) {
    Map<String, String> parameters = new HashMap<>();
    if (old != null && old.parameters() != null) {
      parameters.putAll(old.parameters());
    }
    String previous = parameters.get(LOCATION);
    parameters.put(TYPE, type);
    if (previous != null) {
      parameters.put(PREVIOUS, previous);
    }
    parameters.put(LOCATION, location);
    return parameters;
  }

  /** Lets a file go that nothing names. Whether it goes is of no importance to the commit. */
  static void discard(FileIO io, String location) {
    try {
      io.deleteFile(location);
    } catch (RuntimeException e) {
      // It stays as an orphan, which Iceberg's own clean-up finds.
      System.getLogger(MetadataPointer.class.getName())
          .log(System.Logger.Level.DEBUG, "An unused metadata file stays: " + location, e);
    }
  }
}
