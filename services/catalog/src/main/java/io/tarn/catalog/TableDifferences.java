package io.tarn.catalog;

import io.tarn.api.glue.Column;
import io.tarn.api.glue.SerDeInfo;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a crawl would change in a table, and the two put together. */
final class TableDifferences {
  private TableDifferences() {}

  /** In words, one difference each; empty when a reader would see the same table. */
  static List<String> of(Table old, TableInput fresh) {
    List<String> differences = new ArrayList<>();
    StorageDescriptor before = storage(old.storageDescriptor());
    StorageDescriptor after = storage(fresh.storageDescriptor());
    Map<String, String> types = types(before.columns());
    Map<String, String> found = types(after.columns());
    found.forEach(
        (name, type) -> {
          String was = types.get(name);
          if (was == null) {
            differences.add("column " + name + " " + type + " is new");
          } else if (!was.equals(type)) {
            differences.add("column " + name + " is " + type + ", was " + was);
          }
        });
    for (String name : types.keySet()) {
      if (!found.containsKey(name)) {
        differences.add("column " + name + " is gone");
      }
    }
    if (differences.isEmpty() && !names(before.columns()).equals(names(after.columns()))) {
      differences.add("the columns stand in another order");
    }
    if (!names(old.partitionKeys()).equals(names(fresh.partitionKeys()))) {
      differences.add(
          "partition keys are "
              + names(fresh.partitionKeys())
              + ", were "
              + names(old.partitionKeys()));
    }
    if (!Objects.equals(before.inputFormat(), after.inputFormat())
        || !library(before).equals(library(after))
        || !parameters(before).equals(parameters(after))) {
      differences.add("the format is another: " + library(after) + " " + parameters(after));
    }
    for (String name : List.of("skip.header.line.count", "classification")) {
      if (!Objects.equals(parameter(old.parameters(), name), parameter(fresh.parameters(), name))) {
        differences.add(name + " is " + parameter(fresh.parameters(), name));
      }
    }
    if (parameter(old.parameters(), "DEPRECATED_BY_CRAWLER") != null) {
      differences.add("the table was marked as deprecated and its files are back");
    }
    return differences;
  }

  /**
   * The fresh table with what people have written on the old one: description, comments, own
   * parameters.
   *
   * @param keepColumns whether columns that the files no longer have stay
   */
  static TableInput merge(Table old, TableInput fresh, boolean keepColumns) {
    Map<String, Column> known = new LinkedHashMap<>();
    StorageDescriptor before = storage(old.storageDescriptor());
    for (Column column : columns(before.columns())) {
      known.put(Names.fold(column.name()), column);
    }
    List<Column> merged = new ArrayList<>();
    StorageDescriptor after = storage(fresh.storageDescriptor());
    Map<String, String> found = types(after.columns());
    Map<String, Column> fresher = new LinkedHashMap<>();
    columns(after.columns()).forEach(column -> fresher.put(Names.fold(column.name()), column));
    if (keepColumns) {
      known.forEach(
          (name, column) ->
              merged.add(
                  found.containsKey(name)
                      ? CrawlAccount.merge(
                          column.toBuilder().type(found.get(name)).build(), fresher.get(name))
                      : column));
    }
    for (Column column : columns(after.columns())) {
      Column was = known.get(Names.fold(column.name()));
      if (was == null) {
        merged.add(column);
      } else if (!keepColumns) {
        merged.add(
            CrawlAccount.merge(
                was.toBuilder().name(column.name()).type(column.type()).build(), column));
      }
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    if (old.parameters() != null) {
      parameters.putAll(old.parameters());
    }
    parameters.remove("DEPRECATED_BY_CRAWLER");
    if (parameter(fresh.parameters(), "skip.header.line.count") == null) {
      parameters.remove("skip.header.line.count");
    }
    if (fresh.parameters() != null) {
      parameters.putAll(fresh.parameters());
    }
    return fresh.toBuilder()
        .description(old.description())
        .owner(old.owner() == null ? fresh.owner() : old.owner())
        .parameters(parameters)
        .storageDescriptor(after.toBuilder().columns(merged).build())
        .build();
  }

  /** The input that would make the table as it is. */
  static TableInput input(Table table) {
    return TableInput.builder()
        .name(table.name())
        .description(table.description())
        .owner(table.owner())
        .lastAccessTime(table.lastAccessTime())
        .lastAnalyzedTime(table.lastAnalyzedTime())
        .retention(table.retention())
        .storageDescriptor(table.storageDescriptor())
        .partitionKeys(table.partitionKeys())
        .viewOriginalText(table.viewOriginalText())
        .viewExpandedText(table.viewExpandedText())
        .tableType(table.tableType())
        .parameters(table.parameters())
        .build();
  }

  static List<String> names(@Nullable List<Column> columns) {
    return columns(columns).stream().map(column -> Names.fold(column.name())).toList();
  }

  private static Map<String, String> types(@Nullable List<Column> columns) {
    Map<String, String> types = new LinkedHashMap<>();
    for (Column column : columns(columns)) {
      types.put(Names.fold(column.name()), String.valueOf(column.type()));
    }
    return types;
  }

  private static List<Column> columns(@Nullable List<Column> columns) {
    return columns == null ? List.of() : columns;
  }

  private static StorageDescriptor storage(@Nullable StorageDescriptor storage) {
    return storage == null ? StorageDescriptor.builder().build() : storage;
  }

  private static String library(StorageDescriptor storage) {
    SerDeInfo serde = storage.serdeInfo();
    return serde == null ? "" : String.valueOf(serde.serializationLibrary());
  }

  private static Map<String, String> parameters(StorageDescriptor storage) {
    SerDeInfo serde = storage.serdeInfo();
    Map<String, String> parameters = new LinkedHashMap<>();
    if (serde != null && serde.parameters() != null) {
      parameters.putAll(serde.parameters());
    }
    // The list of JSON paths follows the columns, which are compared by themselves.
    parameters.remove("paths");
    return parameters;
  }

  private static @Nullable String parameter(@Nullable Map<String, String> map, String name) {
    return map == null ? null : map.get(name);
  }
}
