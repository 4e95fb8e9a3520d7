package io.tarn.sql;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that a table's properties name instead of the catalog: every combination of the values
 * that its keys' projections give. Source: Athena User Guide, "Use partition projection with Amazon
 * Athena".
 */
final class PartitionProjection {
  /** More combinations than this are refused: they could not be looked at one by one. */
  private static final int COMBINATIONS = 1_000_000;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  private final LakeTable table;
  private final List<ProjectedColumn> columns = new ArrayList<>();
  private final Optional<String> template;

  /** A partition as it is projected. */
  record Projected(List<@Nullable String> values, String location) {}

  private PartitionProjection(LakeTable table, long now) {
    this.table = table;
    for (LakeColumn key : table.partitionKeys()) {
      columns.add(ProjectedColumn.of(table, key, now));
    }
    String location = table.properties().get("storage.location.template");
    template = Optional.ofNullable(location);
    if (location != null) {
      for (LakeColumn key : table.partitionKeys()) {
        if (!location.contains("${" + key.name() + "}")) {
          throw invalid(
              table,
              "Partition projection: storage.location.template does not contain ${"
                  + key.name()
                  + "}");
        }
      }
    }
  }

  /**
   * The projection of a table, if its properties enable one.
   *
   * @param now the statement's time in milliseconds, for dates relative to NOW
   * @throws EngineException INVALID_TABLE_PROPERTY naming what is wrong with the properties
   */
  static Optional<PartitionProjection> of(LakeTable table, long now) {
    if (table.partitionKeys().isEmpty()
        || !table.property("projection.enabled", "false").strip().equalsIgnoreCase("true")) {
      return Optional.empty();
    }
    return Optional.of(new PartitionProjection(table, now));
  }

  static EngineException invalid(LakeTable table, String why) {
    return new EngineException(
        "INVALID_TABLE_PROPERTY",
        "Table "
            + table.database()
            + "."
            + table.name()
            + " is configured for partition"
            + " projection, but: "
            + why);
  }

  /**
   * Gives every combination of values that the statement may want.
   *
   * @param fixed the values a condition leaves of a key: empty when there is no such condition
   * @param keeps whether a partition of these values can hold rows that are asked for
   */
  void partitions(
      Function<LakeColumn, Optional<List<String>>> fixed,
      Predicate<List<@Nullable String>> keeps,
      Consumer<Projected> taken) {
    List<List<String>> values = new ArrayList<>();
    long combinations = 1;
    for (int i = 0; i < columns.size(); i++) {
      LakeColumn key = table.partitionKeys().get(i);
      Optional<List<String>> given = fixed.apply(key);
      List<String> own = columns.get(i).values(given);
      values.add(own);
      combinations *= own.size();
      if (combinations > COMBINATIONS) {
        throw new EngineException(
            "GENERIC_USER_ERROR",
            "Partition projection gives more than "
                + COMBINATIONS
                + " partitions: narrow the"
                + " conditions on the partition keys of "
                + table.name());
      }
    }
    choose(values, new ArrayList<>(), keeps, taken);
  }

  private void choose(
      List<List<String>> values,
      List<@Nullable String> chosen,
      Predicate<List<@Nullable String>> keeps,
      Consumer<Projected> taken) {
    if (chosen.size() == values.size()) {
      if (keeps.test(chosen)) {
        taken.accept(new Projected(new ArrayList<>(chosen), location(chosen)));
      }
      return;
    }
    for (String value : values.get(chosen.size())) {
      chosen.add(value);
      choose(values, chosen, keeps, taken);
      chosen.removeLast();
    }
  }

  private String location(List<@Nullable String> chosen) {
    if (template.isEmpty()) {
      StringBuilder path = new StringBuilder(slashed(table.location()));
      for (int i = 0; i < chosen.size(); i++) {
        path.append(table.partitionKeys().get(i).name())
            .append('=')
            .append(chosen.get(i))
            .append('/');
      }
      return path.toString();
    }
    Matcher matcher = PLACEHOLDER.matcher(template.get());
    StringBuilder path = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(path, Matcher.quoteReplacement(value(matcher.group(1), chosen)));
    }
    return slashed(matcher.appendTail(path).toString());
  }

  private String value(String name, List<@Nullable String> chosen) {
    for (int i = 0; i < chosen.size(); i++) {
      if (table.partitionKeys().get(i).name().equals(name)) {
        return String.valueOf(chosen.get(i));
      }
    }
    throw invalid(
        table, "storage.location.template names ${" + name + "}, which is no partition key");
  }

  private static String slashed(String location) {
    return location.endsWith("/") ? location : location + "/";
  }
}
