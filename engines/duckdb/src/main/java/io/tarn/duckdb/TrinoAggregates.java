package io.tarn.duckdb;

import io.tarn.sql.spi.Functions;
import io.trino.metadata.ResolvedFunction;
import io.trino.operator.aggregation.Accumulator;
import io.trino.operator.aggregation.AccumulatorCompiler;
import io.trino.operator.aggregation.AccumulatorFactory;
import io.trino.operator.aggregation.AggregationMaskBuilder;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.ColumnarArray;
import io.trino.spi.block.RowBlock;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.function.AggregationImplementation;
import io.trino.spi.type.ArrayType;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import io.trino.sql.gen.LambdaBytecodeGenerator;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Lambda;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Aggregates that DuckDB lacks or computes otherwise: it gathers each group's rows as a list, in
 * the order asked for, and Trino's own accumulator makes the result of it. A group's rows lie in
 * memory at once.
 */
final class TrinoAggregates {
  private final Expressions expressions;
  private final JavaFunctions javaFunctions;
  private final Functions functions;

  TrinoAggregates(Expressions expressions, JavaFunctions javaFunctions, Functions functions) {
    this.expressions = expressions;
    this.javaFunctions = javaFunctions;
    this.functions = functions;
  }

  private record Key(ResolvedFunction function, List<Lambda> lambdas) {}

  /**
   * @param distinct {@code DISTINCT} with a space, or nothing
   * @param order {@code ORDER BY} inside the arguments, or nothing
   * @param finish what comes after an aggregate's closing bracket
   */
  String sql(
      ResolvedFunction function,
      List<Expression> arguments,
      String distinct,
      String order,
      UnaryOperator<String> finish) {
    List<Lambda> lambdas = new ArrayList<>();
    List<Type> types = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (Expression argument : arguments) {
      if (argument instanceof Lambda lambda) {
        lambdas.add(lambda);
      } else {
        fields.add(DuckTypes.field(fields.size()) + " := " + expressions.sql(argument));
        types.add(argument.type());
      }
    }
    String list =
        finish.apply(
            "list(" + distinct + "struct_pack(" + String.join(", ", fields) + ")" + order + ")");
    Type result = function.signature().getReturnType();
    return javaFunctions.columns(
        new Key(function, lambdas),
        List.of(new ArrayType(RowType.anonymous(types))),
        result,
        () -> groups(function, lambdas, result),
        List.of(list));
  }

  private JavaFunctions.PageFunction groups(
      ResolvedFunction function, List<Lambda> lambdas, Type result) {
    AggregationImplementation implementation =
        functions.context().getFunctionManager().getAggregationImplementation(function);
    AccumulatorFactory factory =
        AccumulatorCompiler.generateAccumulatorFactory(
            function.signature(), implementation, function.functionNullability(), true);
    List<Supplier<Object>> providers = providers(lambdas, implementation.getLambdaInterfaces());
    return page -> {
      ColumnarArray groups = ColumnarArray.toColumnarArray(page.getBlock(0));
      BlockBuilder builder = result.createBlockBuilder(null, page.getPositionCount());
      AggregationMaskBuilder masks = factory.createAggregationMaskBuilder();
      for (int group = 0; group < page.getPositionCount(); group++) {
        Accumulator accumulator = factory.createAccumulator(providers);
        if (!groups.isNull(group) && groups.getLength(group) > 0) {
          Page rows = rows(groups, group);
          accumulator.addInput(rows, masks.buildAggregationMask(rows, Optional.empty()));
        }
        accumulator.evaluateFinal(builder);
      }
      return builder.build();
    };
  }

  private static Page rows(ColumnarArray groups, int group) {
    int length = groups.getLength(group);
    Block elements = groups.getElementsBlock().getRegion(groups.getOffset(group), length);
    return new Page(length, RowBlock.getRowFieldsFromBlock(elements).toArray(Block[]::new));
  }

  private List<Supplier<Object>> providers(List<Lambda> lambdas, List<Class<?>> interfaces) {
    List<Supplier<Object>> providers = new ArrayList<>();
    for (int i = 0; i < lambdas.size(); i++) {
      try {
        providers.add(
            LambdaBytecodeGenerator.compileLambdaProvider(
                    lambdas.get(i),
                    functions.context().getFunctionManager(),
                    functions.context().getMetadata(),
                    functions.context().getTypeManager(),
                    interfaces.get(i))
                .getConstructor(ConnectorSession.class)
                .newInstance(functions.session().toConnectorSession()));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("A compiled lambda cannot be made", e);
      }
    }
    return providers;
  }
}
