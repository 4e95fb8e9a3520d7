package io.tarn.sql;

import io.airlift.slice.Slice;
import io.tarn.sql.spi.Functions;
import io.tarn.sql.spi.LakeColumn;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.SortedRangeSet;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.BooleanType;
import io.trino.spi.type.DateType;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Int128;
import io.trino.spi.type.IntegerType;
import io.trino.spi.type.LongTimestampWithTimeZone;
import io.trino.spi.type.TimestampType;
import io.trino.spi.type.TimestampWithTimeZoneType;
import io.trino.spi.type.Type;
import io.trino.spi.type.VarcharType;
import io.trino.sql.ir.optimizer.IrExpressionOptimizer;
import io.trino.sql.planner.DomainTranslator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolAllocator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * A scan's conditions in Iceberg's form, for choosing files. It never says less than the conditions
 * let through: what it cannot say it leaves out, and the engine filters once more.
 */
final class IcebergFilters {
  /** Beyond so many values a range is as good. */
  private static final int VALUES = 200;

  private final Functions functions;

  IcebergFilters(Functions functions) {
    this.functions = functions;
  }

  /** What a scan's conditions leave of its columns' values, at most. */
  static TupleDomain<Symbol> domains(Functions functions, PartitionPruner.Scan scan) {
    TupleDomain<Symbol> all = TupleDomain.all();
    for (io.trino.sql.ir.Expression condition : scan.filters()) {
      io.trino.sql.ir.Expression simple =
          IrExpressionOptimizer.newOptimizer(functions.context())
              .process(
                  condition,
                  functions.session(),
                  new SymbolAllocator(scan.node().getOutputSymbols()),
                  Map.of())
              .orElse(condition);
      all =
          all.intersect(
              DomainTranslator.getExtractionResult(functions.context(), functions.session(), simple)
                  .getTupleDomain());
    }
    return all;
  }

  Expression of(PartitionPruner.Scan scan) {
    TupleDomain<Symbol> all = domains(functions, scan);
    if (all.isNone()) {
      return Expressions.alwaysFalse();
    }
    Expression expression = Expressions.alwaysTrue();
    for (Map.Entry<Symbol, Domain> entry : all.getDomains().orElse(Map.of()).entrySet()) {
      if (scan.node().getAssignments().get(entry.getKey()) instanceof LakeColumn column
          && !column.isOfFile()) {
        expression = Expressions.and(expression, of(column.name(), entry.getValue()));
      }
    }
    return expression;
  }

  private static Expression of(String column, Domain domain) {
    Optional<Function<Object, Object>> literal = literal(domain.getType());
    if (domain.isAll() || literal.isEmpty()) {
      return Expressions.alwaysTrue();
    }
    if (domain.isOnlyNull()) {
      return Expressions.isNull(column);
    }
    if (domain.getValues().isAll()) {
      return Expressions.notNull(column);
    }
    if (!(domain.getValues() instanceof SortedRangeSet ranges)) {
      return Expressions.alwaysTrue();
    }
    Expression any = Expressions.alwaysFalse();
    for (Range range :
        (ranges.getRangeCount() > VALUES
            ? java.util.List.of(ranges.getSpan())
            : ranges.getOrderedRanges())) {
      any = Expressions.or(any, range(column, range, literal.get()));
    }
    return domain.isNullAllowed() ? Expressions.or(any, Expressions.isNull(column)) : any;
  }

  private static Expression range(String column, Range range, Function<Object, Object> literal) {
    if (range.isSingleValue()) {
      return Expressions.equal(column, literal.apply(range.getSingleValue()));
    }
    Expression low = Expressions.alwaysTrue();
    if (!range.isLowUnbounded()) {
      Object value = literal.apply(range.getLowBoundedValue());
      low =
          range.isLowInclusive()
              ? Expressions.greaterThanOrEqual(column, value)
              : Expressions.greaterThan(column, value);
    }
    Expression high = Expressions.alwaysTrue();
    if (!range.isHighUnbounded()) {
      Object value = literal.apply(range.getHighBoundedValue());
      high =
          range.isHighInclusive()
              ? Expressions.lessThanOrEqual(column, value)
              : Expressions.lessThan(column, value);
    }
    return Expressions.and(low, high);
  }

  /** How Trino's values of a type become Iceberg's; empty for types that are not compared here. */
  private static Optional<Function<Object, Object>> literal(Type type) {
    return switch (type) {
      case BooleanType t -> Optional.of(value -> value);
      case IntegerType t -> Optional.of(value -> Math.toIntExact((long) value));
      case DateType t -> Optional.of(value -> Math.toIntExact((long) value));
      case BigintType t -> Optional.of(value -> value);
      case VarcharType t -> Optional.of(value -> ((Slice) value).toStringUtf8());
      case TimestampType t when t.isShort() -> Optional.of(value -> value);
      case TimestampWithTimeZoneType t when !t.isShort() ->
          Optional.of(
              value -> {
                LongTimestampWithTimeZone instant = (LongTimestampWithTimeZone) value;
                return instant.getEpochMillis() * 1000 + instant.getPicosOfMilli() / 1_000_000;
              });
      case DecimalType t ->
          Optional.of(
              value ->
                  new BigDecimal(
                      value instanceof Int128 wide
                          ? wide.toBigInteger()
                          : BigInteger.valueOf((long) value),
                      t.getScale()));
      default -> Optional.empty();
    };
  }
}
