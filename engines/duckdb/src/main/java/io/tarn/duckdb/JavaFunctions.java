package io.tarn.duckdb;

import static io.trino.spi.function.InvocationConvention.InvocationArgumentConvention.BOXED_NULLABLE;
import static io.trino.spi.function.InvocationConvention.InvocationArgumentConvention.NEVER_NULL;
import static io.trino.spi.function.InvocationConvention.InvocationReturnConvention.FAIL_ON_NULL;
import static io.trino.spi.function.InvocationConvention.InvocationReturnConvention.NULLABLE_RETURN;

import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.Functions;
import io.trino.metadata.ResolvedFunction;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.function.InvocationConvention;
import io.trino.spi.function.InvocationConvention.InvocationArgumentConvention;
import io.trino.spi.function.ScalarFunctionImplementation;
import io.trino.spi.type.DecimalType;
import io.trino.spi.type.Type;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * Trino's own scalar functions, operators and casts as functions of one DuckDB instance: exact
 * semantics for whatever DuckDB does otherwise.
 *
 * <p>Constant arguments are bound on the Java side, so that types DuckDB does not know (a compiled
 * pattern, a JSON path) are no obstacle. A function is registered once and found again by its
 * signature and constants.
 */
final class JavaFunctions {
  enum OnError {
    FAIL,
    GIVE_NULL
  }

  /** An argument: SQL text evaluated by DuckDB, or a value bound beforehand. */
  record Argument(@Nullable String sql, @Nullable Object value) {
    static Argument of(String sql) {
      return new Argument(sql, null);
    }

    static Argument bound(@Nullable Object value) {
      return new Argument(null, value);
    }
  }

  private final Connection connection;
  private final Functions functions;
  private final Registry registry;

  JavaFunctions(Connection connection, Functions functions, Registry registry) {
    this.connection = connection;
    this.functions = functions;
    this.registry = registry;
  }

  /** The functions one DuckDB instance has been taught. */
  static final class Registry {
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final AtomicInteger counter = new AtomicInteger();

    /** Many constants make many functions; beyond this the instance is better replaced. */
    boolean isCrowded() {
      return names.size() > 5_000;
    }
  }

  /** A call of the function in SQL. */
  String call(ResolvedFunction function, List<Argument> arguments, OnError onError) {
    List<Type> types = function.signature().getArgumentTypes();
    Type result = function.signature().getReturnType();
    if (!DuckTypes.isFlat(result)) {
      throw unsupported(function);
    }
    List<Type> passed = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    StringBuilder key =
        new StringBuilder(function.functionId().toString()).append(function.signature());
    key.append(onError);
    for (int i = 0; i < arguments.size(); i++) {
      String text = arguments.get(i).sql();
      if (text == null) {
        key.append("|").append(describe(arguments.get(i).value()));
      } else if (DuckTypes.isFlat(types.get(i))) {
        passed.add(types.get(i));
        sql.add(text);
      } else {
        throw unsupported(function);
      }
    }
    boolean volatileFunction = !function.deterministic();
    String name =
        registry.names.computeIfAbsent(
            key.toString(),
            unused -> register(function, arguments, passed, result, onError, volatileFunction));
    return name + "(" + String.join(", ", sql) + ")";
  }

  private static String describe(@Nullable Object value) {
    return value instanceof io.airlift.slice.Slice slice
        ? slice.toStringUtf8()
        : String.valueOf(value);
  }

  private static EngineException unsupported(ResolvedFunction function) {
    return EngineException.unsupported(
        "Function " + function.name().functionName() + function.signature());
  }

  private String register(
      ResolvedFunction function,
      List<Argument> arguments,
      List<Type> passed,
      Type result,
      OnError onError,
      boolean isVolatile) {
    Invocation invocation = invocation(function, arguments);
    return register(passed, result, invocation, onError, isVolatile);
  }

  private String register(
      List<Type> passed, Type result, Invocation invocation, OnError onError, boolean isVolatile) {
    String name = "trino_" + registry.counter.incrementAndGet();
    VectorCodec[] readers = passed.stream().map(VectorCodec::of).toArray(VectorCodec[]::new);
    VectorCodec writer = VectorCodec.of(result);
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder.withName(name);
      for (Type type : passed) {
        try (DuckDBLogicalType logical = logical(type)) {
          builder.withParameter(logical);
        }
      }
      try (DuckDBLogicalType logical = logical(result)) {
        builder.withReturnType(logical);
      }
      if (isVolatile) {
        builder.withVolatile();
      }
      builder.withVectorizedFunction(
          (input, output) -> run(readers, writer, invocation, onError, input, output));
      builder.register(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB did not take function " + name, e);
    }
    return name;
  }

  private static DuckDBLogicalType logical(Type type) throws SQLException {
    if (type instanceof DecimalType decimal) {
      return DuckDBLogicalType.decimal(decimal.getPrecision(), decimal.getScale());
    }
    return DuckDBLogicalType.of(
        switch (DuckTypes.of(type)) {
          case "BOOLEAN" -> DuckDBColumnType.BOOLEAN;
          case "TINYINT" -> DuckDBColumnType.TINYINT;
          case "SMALLINT" -> DuckDBColumnType.SMALLINT;
          case "INTEGER" -> DuckDBColumnType.INTEGER;
          case "BIGINT" -> DuckDBColumnType.BIGINT;
          case "FLOAT" -> DuckDBColumnType.FLOAT;
          case "DOUBLE" -> DuckDBColumnType.DOUBLE;
          case "VARCHAR" -> DuckDBColumnType.VARCHAR;
          case "DATE" -> DuckDBColumnType.DATE;
          case "TIMESTAMP" -> DuckDBColumnType.TIMESTAMP;
          case "TIMESTAMPTZ" -> DuckDBColumnType.TIMESTAMP_WITH_TIME_ZONE;
          default -> throw EngineException.unsupported("Type " + type.getDisplayName());
        });
  }

  private static void run(
      VectorCodec[] readers,
      VectorCodec writer,
      Invocation invocation,
      OnError onError,
      DuckDBDataChunkReader input,
      DuckDBWritableVector output)
      throws Exception {
    Object[] values = new Object[readers.length];
    long rows = output.rowCount();
    for (long row = 0; row < rows; row++) {
      for (int i = 0; i < readers.length; i++) {
        var vector = input.vector(i);
        values[i] = vector.isNull(row) ? null : readers[i].read(vector, row);
      }
      try {
        Object result = invocation.invoke(values);
        if (result == null) {
          output.setNull(row);
        } else {
          writer.write(output, row, result);
        }
      } catch (TrinoException e) {
        if (onError == OnError.FAIL) {
          throw new IllegalArgumentException(Failures.mark(e.getErrorCode().getName(), e), e);
        }
        output.setNull(row);
      }
    }
  }

  /** One call with the arguments that are not bound. */
  @FunctionalInterface
  interface Invocation {
    @Nullable Object invoke(@Nullable Object[] values);
  }

  /** A function of our own, under a name of its own in the instance. */
  String own(String key, List<Type> types, Type result, Invocation invocation, List<String> sql) {
    String name =
        registry.names.computeIfAbsent(
            key, unused -> register(types, result, invocation, OnError.FAIL, false));
    return name + "(" + String.join(", ", sql) + ")";
  }

  private Invocation invocation(ResolvedFunction function, List<Argument> arguments) {
    int count = arguments.size();
    List<InvocationArgumentConvention> conventions = new ArrayList<>();
    boolean[] nullable = new boolean[count];
    for (int i = 0; i < count; i++) {
      nullable[i] = function.functionNullability().isArgumentNullable(i);
      conventions.add(nullable[i] ? BOXED_NULLABLE : NEVER_NULL);
    }
    ScalarFunctionImplementation implementation =
        functions
            .context()
            .getFunctionManager()
            .getScalarFunctionImplementation(
                function,
                new InvocationConvention(
                    conventions,
                    function.functionNullability().isReturnNullable()
                        ? NULLABLE_RETURN
                        : FAIL_ON_NULL,
                    true,
                    true));
    MethodHandle handle = implementation.getMethodHandle();
    if (implementation.getInstanceFactory().isPresent()) {
      try {
        handle = handle.bindTo(implementation.getInstanceFactory().get().invoke());
      } catch (Throwable e) {
        throw new IllegalStateException("No instance of " + function.name(), e);
      }
    }
    if (handle.type().parameterCount() > count
        && handle.type().parameterType(0) == ConnectorSession.class) {
      handle = handle.bindTo(functions.session().toConnectorSession());
    }
    for (int i = count - 1; i >= 0; i--) {
      if (arguments.get(i).sql() == null) {
        Object value = arguments.get(i).value();
        if (value == null && !nullable[i]) {
          return values -> null;
        }
        handle = MethodHandles.insertArguments(handle, i, value);
      }
    }
    return spread(handle, arguments, nullable);
  }

  private static Invocation spread(
      MethodHandle handle, List<Argument> arguments, boolean[] nullable) {
    int open = handle.type().parameterCount();
    boolean[] required = new boolean[open];
    int position = 0;
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).sql() != null) {
        required[position++] = !nullable[i];
      }
    }
    MethodHandle generic =
        handle.asType(MethodType.genericMethodType(open)).asSpreader(Object[].class, open);
    return values -> {
      for (int i = 0; i < open; i++) {
        if (required[i] && values[i] == null) {
          return null;
        }
      }
      try {
        return (Object) generic.invokeExact(values);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }
}
