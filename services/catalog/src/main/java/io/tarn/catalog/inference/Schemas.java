package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether two schemas are one, and what they are together. */
final class Schemas {
  /** How much reason there already is to take two places for one dataset. */
  enum Bond {
    /** Folders named {@code k=v} with the same key. */
    PARTITIONS(0.5, 0.2),
    /** Files of one folder, or folders named by numbers and dates. */
    SIBLINGS(0.7, 0.5),
    /** Folders with plain names: a dataset each unless they are clearly alike. */
    NAMES(0.7, 0.7),
    /** The configuration says that compatible schemas are one. */
    TOLD(0, 0);

    private final double ofSmaller;
    private final double ofLarger;

    Bond(double ofSmaller, double ofLarger) {
      this.ofSmaller = ofSmaller;
      this.ofLarger = ofLarger;
    }
  }

  private static final double TYPES_AGREE = 0.7;
  private static final double PARTITION_TYPES_AGREE = 0.5;

  private Schemas() {}

  static boolean alike(
      FileFormat leftFormat,
      List<ColumnFinding> left,
      FileFormat rightFormat,
      List<ColumnFinding> right,
      Bond bond) {
    if (!leftFormat.sameAs(rightFormat)) {
      return false;
    }
    if (bond == Bond.TOLD) {
      return true;
    }
    if (isNameless(leftFormat) || isNameless(rightFormat)) {
      double enough = bond == Bond.PARTITIONS ? PARTITION_TYPES_AGREE : TYPES_AGREE;
      return left.size() == right.size() && agreement(left, right) >= enough;
    }
    Map<String, HiveType> types = new LinkedHashMap<>();
    left.forEach(column -> types.put(column.name(), column.type()));
    int common = 0;
    int agreeing = 0;
    for (ColumnFinding column : right) {
      HiveType type = types.get(column.name());
      if (type != null) {
        common++;
        agreeing += type.agreesWith(column.type()) ? 1 : 0;
      }
    }
    int smaller = Math.max(1, Math.min(left.size(), right.size()));
    int larger = Math.max(1, Math.max(left.size(), right.size()));
    return common >= smaller * bond.ofSmaller
        && common >= larger * bond.ofLarger
        && agreeing * 2 >= common;
  }

  private static boolean isNameless(FileFormat format) {
    return format instanceof FileFormat.Delimited csv && !csv.header();
  }

  private static double agreement(List<ColumnFinding> left, List<ColumnFinding> right) {
    int agreeing = 0;
    for (int i = 0; i < left.size(); i++) {
      agreeing += left.get(i).type().agreesWith(right.get(i).type()) ? 1 : 0;
    }
    return agreeing / (double) Math.max(1, left.size());
  }

  /** The columns of both: the first's order, then what is new; types widened. */
  static List<ColumnFinding> merge(
      List<ColumnFinding> left, List<ColumnFinding> right, String rightName) {
    Map<String, ColumnFinding> merged = new LinkedHashMap<>();
    left.forEach(column -> merged.put(column.name(), column));
    for (ColumnFinding column : right) {
      merged.merge(column.name(), column, (old, fresh) -> widen(old, fresh, rightName));
    }
    return new ArrayList<>(merged.values());
  }

  private static ColumnFinding widen(ColumnFinding old, ColumnFinding fresh, String where) {
    HiveType type = old.type().widen(fresh.type());
    HiveType strict = old.strict().widen(fresh.strict());
    if (type.equals(old.type())) {
      return new ColumnFinding(old.name(), type, strict, old.why());
    }
    String why =
        old.type() instanceof HiveType.Unknown
            ? fresh.why()
            : old.why()
                + "; widened from "
                + old.type().text()
                + " by "
                + fresh.type().text()
                + " in "
                + where
                + " ("
                + fresh.why()
                + ")";
    return new ColumnFinding(old.name(), type, strict, why);
  }
}
