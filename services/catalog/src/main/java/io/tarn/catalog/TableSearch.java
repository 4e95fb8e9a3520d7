package io.tarn.catalog;

import io.tarn.api.glue.PropertyPredicate;
import io.tarn.api.glue.SortCriterion;
import io.tarn.api.glue.Table;
import io.tarn.kernel.ServiceError;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What SearchTables finds: a text, in quotes a value exactly; properties, texts by their words and
 * times by comparison. Source: AWS Glue API Reference, SearchTables.
 */
final class TableSearch {
  private TableSearch() {}

  static Predicate<Table> text(@Nullable String text) {
    if (text == null) {
      return table -> true;
    }
    String folded = Names.fold(text);
    boolean quoted = folded.length() > 1 && folded.startsWith("\"") && folded.endsWith("\"");
    if (quoted) {
      String exact = folded.substring(1, folded.length() - 1);
      return table -> SearchRows.texts(table).anyMatch(value -> Names.fold(value).equals(exact));
    }
    return table -> SearchRows.matches(table, folded);
  }

  static Predicate<Table> filters(@Nullable List<PropertyPredicate> filters) {
    Predicate<Table> all = table -> true;
    for (PropertyPredicate filter : filters == null ? List.<PropertyPredicate>of() : filters) {
      all = all.and(filter(filter));
    }
    return all;
  }

  private static Predicate<Table> filter(PropertyPredicate filter) {
    String key = Names.required(filter.key(), "Key");
    String value = Names.required(filter.value(), "Value");
    if (isTime(key)) {
      Instant wanted = time(value);
      String comparator = filter.comparator() == null ? "EQUALS" : filter.comparator();
      return table -> {
        Instant found = (Instant) property(table, key);
        return found != null && holds(comparator, found.compareTo(wanted));
      };
    }
    // An unknown key is a mistake, not a search without a result.
    property(Table.builder().name("x").build(), key);
    String word = Names.fold(value);
    return table -> {
      Object found = property(table, key);
      String text = found == null ? "" : Names.fold(found.toString());
      return text.equals(word) || Arrays.asList(text.split("[^\\p{L}\\p{N}]+")).contains(word);
    };
  }

  private static boolean holds(String comparator, int order) {
    return switch (comparator) {
      case "GREATER_THAN" -> order > 0;
      case "GREATER_THAN_EQUALS" -> order >= 0;
      case "LESS_THAN" -> order < 0;
      case "LESS_THAN_EQUALS" -> order <= 0;
      default -> order == 0;
    };
  }

  /** The order that was asked for; empty for the catalog's own. */
  static Optional<Comparator<Table>> order(@Nullable List<SortCriterion> criteria) {
    if (criteria == null || criteria.isEmpty()) {
      return Optional.empty();
    }
    SortCriterion criterion = criteria.getFirst();
    String field = Names.required(criterion.fieldName(), "FieldName");
    property(Table.builder().name("x").build(), field);
    Comparator<Table> order = Comparator.comparing(table -> sortable(table, field));
    return Optional.of(
        ("DESC".equals(criterion.sort()) ? order.reversed() : order)
            .thenComparing(SearchRows::positionOf));
  }

  private static String sortable(Table table, String field) {
    Object value = property(table, field);
    return value == null ? "" : Names.fold(value.toString());
  }

  private static boolean isTime(String key) {
    return switch (key.toLowerCase(Locale.ROOT)) {
      case "createtime", "updatetime", "lastaccesstime", "lastanalyzedtime" -> true;
      default -> false;
    };
  }

  private static @Nullable Object property(Table table, String key) {
    return switch (key.toLowerCase(Locale.ROOT)) {
      case "name", "tablename" -> table.name();
      case "databasename", "database" -> table.databaseName();
      case "description" -> table.description();
      case "owner" -> table.owner();
      case "tabletype", "type" -> table.tableType();
      case "createdby" -> table.createdBy();
      case "classification" ->
          table.parameters() == null ? null : table.parameters().get("classification");
      case "location" ->
          table.storageDescriptor() == null ? null : table.storageDescriptor().location();
      case "createtime" -> table.createTime();
      case "updatetime" -> table.updateTime();
      case "lastaccesstime" -> table.lastAccessTime();
      case "lastanalyzedtime" -> table.lastAnalyzedTime();
      default -> throw unknown(key);
    };
  }

  private static ServiceError unknown(String key) {
    return GlueError.INVALID_INPUT.error("Tables have no property " + key + " to search by");
  }

  private static Instant time(String text) {
    try {
      return text.matches("\\d+(\\.\\d+)?")
          ? Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000))
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw GlueError.INVALID_INPUT.error(
          "Not a time like 2024-01-31T00:00:00Z or seconds since 1970: " + text);
    }
  }
}
