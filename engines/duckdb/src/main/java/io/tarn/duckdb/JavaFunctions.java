package io.tarn.duckdb;

import io.tarn.sql.spi.Functions;
import io.trino.operator.project.PageProjection;
import io.trino.operator.project.SelectedPositions;
import io.trino.spi.Page;
import io.trino.spi.block.Block;
import io.trino.spi.block.BlockBuilder;
import io.trino.spi.block.RunLengthEncodedBlock;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.type.BigintType;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import io.trino.sql.gen.PageFunctionCompiler;
import io.trino.sql.ir.Expression;
import io.trino.sql.planner.DeterminismEvaluator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolAllocator;
import io.trino.sql.planner.iterative.rule.LambdaCaptureDesugaringRewriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Functions of one DuckDB instance that are computed in Java: Trino's own compiled code for
 * whatever DuckDB does otherwise or not at all, and a few of the lake's.
 *
 * <p>Rows pass as Trino's blocks, a chunk at a time, nested values included. A function is
 * registered once and found again by what it computes.
 */
final class JavaFunctions {
  private final DuckDBConnection connection;
  private final Functions functions;
  private final Registry registry;

  JavaFunctions(DuckDBConnection connection, Functions functions, Registry registry) {
    this.connection = connection;
    this.functions = functions;
    this.registry = registry;
  }

  /** The functions one DuckDB instance has been taught. */
  static final class Registry {
    private final Map<Object, String> names = new ConcurrentHashMap<>();
    private final AtomicInteger counter = new AtomicInteger();
    private final Map<Long, PageWriters> writers = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** The ways back into Java; they go when the instance and its statements are forgotten. */
    private final Arena arena = Arena.ofAuto();

    /** Many constants make many functions; beyond this the instance is better replaced. */
    boolean isCrowded() {
      return names.size() > 5_000;
    }
  }

  /** Computes one column from a chunk of rows; called by several threads at once. */
  @FunctionalInterface
  interface PageFunction {
    Block apply(Page page);
  }

  /** One call of a function with its arguments in Trino's representation. */
  @FunctionalInterface
  interface Invocation {
    @Nullable Object invoke(@Nullable Object[] values);
  }

  private record Compiled(Expression expression, List<Symbol> inputs) {}

  /**
   * An expression as Trino computes it.
   *
   * @param inputs the expression's free symbols and what each is in SQL
   */
  String compiled(Expression expression, Map<Symbol, String> inputs) {
    List<Symbol> symbols = List.copyOf(inputs.keySet());
    String name =
        registry.names.computeIfAbsent(
            new Compiled(expression, symbols),
            _ ->
                register(
                    symbols.stream().map(Symbol::type).toList(),
                    expression.type(),
                    projection(expression, symbols),
                    !DeterminismEvaluator.isDeterministic(expression)));
    return name + "(" + String.join(", ", inputs.values()) + ")";
  }

  private PageFunction projection(Expression expression, List<Symbol> symbols) {
    PageFunctionCompiler compiler =
        new PageFunctionCompiler(
            functions.context().getFunctionManager(),
            functions.context().getMetadata(),
            functions.context().getTypeManager(),
            0);
    Map<Symbol, Integer> layout = new HashMap<>();
    symbols.forEach(symbol -> layout.put(symbol, layout.size()));
    Supplier<PageProjection> projection =
        compiler.compileProjection(
            LambdaCaptureDesugaringRewriter.rewrite(expression, new SymbolAllocator(symbols)),
            layout,
            Optional.empty());
    ConnectorSession session = functions.session().toConnectorSession();
    return page -> {
      PageProjection own = projection.get();
      // The compiled code numbers the columns it uses; it is shown those, in its order.
      SourcePage columns = own.getInputChannels().getInputChannels(SourcePage.create(page));
      return own.project(
          session, columns, SelectedPositions.positionsRange(0, page.getPositionCount()));
    };
  }

  /** A function of the lake's own; the key stands for what it computes. */
  String own(String key, List<Type> types, Type result, Invocation invocation, List<String> sql) {
    return columns(
        key, types, result, () -> page -> rowByRow(page, types, result, invocation), sql);
  }

  /** The same over whole columns; it is made when it is not known yet. */
  String columns(
      Object key,
      List<Type> types,
      Type result,
      Supplier<PageFunction> function,
      List<String> sql) {
    String name =
        registry.names.computeIfAbsent(key, _ -> register(types, result, function.get(), false));
    return name + "(" + String.join(", ", sql) + ")";
  }

  /**
   * Hands rows to a writer; as SQL a number for each row.
   *
   * @param types the columns', as the writer takes them
   */
  Written writing(PageWriters writers, List<Type> types, List<String> sql) {
    long number = registry.numbers.incrementAndGet();
    registry.writers.put(number, writers);
    List<Type> given = new ArrayList<>();
    given.add(BigintType.BIGINT);
    given.addAll(types);
    // What has an effect must not be computed once for equal arguments, nor beforehand.
    String name =
        registry.names.computeIfAbsent(
            new Writing(types),
            _ -> register(given, BigintType.BIGINT, page -> write(registry, page), true));
    return new Written(registry, number, name + "(" + number + ", " + String.join(", ", sql) + ")");
  }

  private record Writing(List<Type> types) {}

  /** A writer that statements can write to until it is closed. */
  record Written(Registry registry, long number, String sql) implements AutoCloseable {
    @Override
    public void close() {
      registry.writers.remove(number);
    }
  }

  private static Block write(Registry registry, Page page) {
    if (page.getPositionCount() > 0) {
      long number = BigintType.BIGINT.getLong(page.getBlock(0), 0);
      PageWriters writers = registry.writers.get(number);
      if (writers == null) {
        throw new IllegalStateException("Nothing is written as number " + number);
      }
      int[] columns = new int[page.getChannelCount() - 1];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = i + 1;
      }
      writers.write(page.getColumns(columns));
    }
    return RunLengthEncodedBlock.create(BigintType.BIGINT, 1L, page.getPositionCount());
  }

  private static Block rowByRow(Page page, List<Type> types, Type result, Invocation invocation) {
    int rows = page.getPositionCount();
    BlockBuilder builder = result.createBlockBuilder(null, rows);
    @Nullable Object[] values = new Object[types.size()];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < values.length; i++) {
        values[i] = TypeUtils.readNativeValue(types.get(i), page.getBlock(i), row);
      }
      TypeUtils.writeNativeValue(result, builder, invocation.invoke(values));
    }
    return builder.build();
  }

  private String register(
      List<Type> types, Type result, PageFunction function, boolean isVolatile) {
    String name = "trino_" + registry.counter.incrementAndGet();
    List<Type> handled = new ArrayList<>(types);
    handled.add(result);
    List<MemorySegment> handles = NativeTypes.of(handled);
    try {
      DuckNative.register(
          connection,
          name,
          handles.subList(0, types.size()),
          handles.getLast(),
          isVolatile,
          (info, input, output) -> run(types, result, function, info, input, output),
          registry.arena);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB did not take function " + name, e);
    } finally {
      handles.forEach(DuckNative::destroyType);
    }
    return name;
  }

  /** Called from DuckDB's threads: what leaves here unhandled would end the process. */
  private static void run(
      List<Type> types,
      Type result,
      PageFunction function,
      MemorySegment info,
      MemorySegment input,
      MemorySegment output) {
    try {
      int rows = DuckNative.rows(input);
      Block[] blocks = new Block[types.size()];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = VectorReader.read(DuckNative.vector(input, i), types.get(i), rows);
      }
      VectorWriter.write(function.apply(new Page(rows, blocks)), result, output);
    } catch (Throwable e) {
      DuckNative.setError(info, Failures.mark(e));
    }
  }
}
