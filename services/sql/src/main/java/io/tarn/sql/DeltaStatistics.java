package io.tarn.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.airlift.slice.Slices;
import io.tarn.catalog.delta.DeltaColumn;
import io.tarn.catalog.delta.DeltaFile;
import io.tarn.catalog.delta.DeltaSnapshot;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.LakeColumn;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.predicate.ValueSet;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.SmallintType;
import io.trino.spi.type.TinyintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.planner.Symbol;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a Delta table's files by the least and greatest values that their writers noted. Only
 * whole numbers, dates and texts are judged: of the others writers note rounded values. What cannot
 * be judged is kept; the engine filters once more. Source: Delta Transaction Log Protocol,
 * "Per-file Statistics".
 */
final class DeltaStatistics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final boolean nothing;
  private final Map<String, Domain> wanted = new HashMap<>();

  DeltaStatistics(Functions functions, PartitionPruner.Scan scan, DeltaSnapshot snapshot) {
    TupleDomain<Symbol> domains = IcebergFilters.domains(functions, scan);
    nothing = domains.isNone();
    Map<String, String> stored = new HashMap<>();
    for (DeltaColumn column : snapshot.columns()) {
      stored.put(column.name().toLowerCase(Locale.ROOT), column.stored());
    }
    domains
        .getDomains()
        .orElse(Map.of())
        .forEach(
            (symbol, domain) -> {
              if (scan.node().getAssignments().get(symbol) instanceof LakeColumn column
                  && !column.isOfFile()
                  && stored.containsKey(column.name())) {
                wanted.put(stored.get(column.name()), domain);
              }
            });
  }

  boolean mayHold(DeltaFile file) {
    if (nothing) {
      return false;
    }
    String text = file.statistics();
    if (wanted.isEmpty() || text == null) {
      return true;
    }
    try {
      JsonNode statistics = JSON.readTree(text);
      return wanted.entrySet().stream()
          .allMatch(entry -> mayHold(statistics, entry.getKey(), entry.getValue()));
    } catch (JsonProcessingException e) {
      // Statistics only spare work.
      return true;
    }
  }

  private static boolean mayHold(JsonNode statistics, String column, Domain domain) {
    JsonNode nulls = statistics.path("nullCount").path(column);
    JsonNode rows = statistics.path("numRecords");
    boolean counted = nulls.isIntegralNumber() && rows.isIntegralNumber();
    Type type = domain.getType();
    if (counted && nulls.asLong() == rows.asLong()) {
      return domain.isNullAllowed();
    }
    Object least = value(statistics.path("minValues").path(column), type);
    Object greatest = value(statistics.path("maxValues").path(column), type);
    if (least == null || greatest == null) {
      return true;
    }
    try {
      return domain.overlaps(
          Domain.create(
              ValueSet.ofRanges(Range.range(type, least, true, greatest, true)),
              !counted || nulls.asLong() > 0));
    } catch (IllegalArgumentException e) {
      // The greatest is smaller than the least.
      return true;
    }
  }

  private static @Nullable Object value(JsonNode value, Type type) {
    return switch (type) {
      case BigintType t ->
          value.canConvertToLong() && value.isIntegralNumber() ? value.asLong() : null;
      case IntegerType t ->
          value.canConvertToInt() && value.isIntegralNumber() ? value.asLong() : null;
      case SmallintType t ->
          value.canConvertToInt() && value.isIntegralNumber() ? value.asLong() : null;
      case TinyintType t ->
          value.canConvertToInt() && value.isIntegralNumber() ? value.asLong() : null;
      case VarcharType t when t.isUnbounded() ->
          value.isTextual() ? Slices.utf8Slice(value.asText()) : null;
      case DateType t -> value.isTextual() ? day(value.asText()) : null;
      default -> null;
    };
  }

  private static @Nullable Object day(String text) {
    try {
      return LocalDate.parse(text).toEpochDay();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
