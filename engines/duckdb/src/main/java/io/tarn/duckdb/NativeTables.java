package io.tarn.duckdb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/**
 * The part of DuckDB's C API that table functions need.
 *
 * <p>What Java keeps for DuckDB is named by a number that stands where a pointer would: nothing of
 * the heap ever passes, and a number that is no longer known is an error and not a crash.
 */
final class NativeTables {
  private static final MethodHandle CREATE = DuckNative.function(ADDRESS, "create_table_function");
  private static final MethodHandle DESTROY =
      DuckNative.procedure("destroy_table_function", ADDRESS);
  private static final MethodHandle SET_NAME =
      DuckNative.procedure("table_function_set_name", ADDRESS, ADDRESS);
  private static final MethodHandle ADD_PARAMETER =
      DuckNative.procedure("table_function_add_parameter", ADDRESS, ADDRESS);
  private static final MethodHandle SET_BIND =
      DuckNative.procedure("table_function_set_bind", ADDRESS, ADDRESS);
  private static final MethodHandle SET_INIT =
      DuckNative.procedure("table_function_set_init", ADDRESS, ADDRESS);
  private static final MethodHandle SET_LOCAL_INIT =
      DuckNative.procedure("table_function_set_local_init", ADDRESS, ADDRESS);
  private static final MethodHandle SET_FUNCTION =
      DuckNative.procedure("table_function_set_function", ADDRESS, ADDRESS);
  private static final MethodHandle SUPPORTS_PROJECTION =
      DuckNative.procedure("table_function_supports_projection_pushdown", ADDRESS, JAVA_BOOLEAN);
  private static final MethodHandle BIND_PARAMETER =
      DuckNative.function(ADDRESS, "bind_get_parameter", ADDRESS, JAVA_LONG);
  private static final MethodHandle VALUE_LONG =
      DuckNative.function(JAVA_LONG, "get_int64", ADDRESS);
  private static final MethodHandle DESTROY_VALUE = DuckNative.procedure("destroy_value", ADDRESS);
  private static final MethodHandle BIND_COLUMN =
      DuckNative.procedure("bind_add_result_column", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle BIND_CARDINALITY =
      DuckNative.procedure("bind_set_cardinality", ADDRESS, JAVA_LONG, JAVA_BOOLEAN);
  private static final MethodHandle BIND_DATA =
      DuckNative.procedure("bind_set_bind_data", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle BIND_ERROR =
      DuckNative.procedure("bind_set_error", ADDRESS, ADDRESS);
  private static final MethodHandle INIT_BIND_DATA =
      DuckNative.function(ADDRESS, "init_get_bind_data", ADDRESS);
  private static final MethodHandle INIT_DATA =
      DuckNative.procedure("init_set_init_data", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle INIT_COLUMNS =
      DuckNative.function(JAVA_LONG, "init_get_column_count", ADDRESS);
  private static final MethodHandle INIT_COLUMN =
      DuckNative.function(JAVA_LONG, "init_get_column_index", ADDRESS, JAVA_LONG);
  private static final MethodHandle INIT_THREADS =
      DuckNative.procedure("init_set_max_threads", ADDRESS, JAVA_LONG);
  private static final MethodHandle INIT_ERROR =
      DuckNative.procedure("init_set_error", ADDRESS, ADDRESS);
  private static final MethodHandle RUN_INIT_DATA =
      DuckNative.function(ADDRESS, "function_get_init_data", ADDRESS);
  private static final MethodHandle RUN_LOCAL_DATA =
      DuckNative.function(ADDRESS, "function_get_local_init_data", ADDRESS);
  private static final MethodHandle RUN_ERROR =
      DuckNative.procedure("function_set_error", ADDRESS, ADDRESS);
  private static final MethodHandle SET_CHUNK_SIZE =
      DuckNative.procedure("data_chunk_set_size", ADDRESS, JAVA_LONG);
  private static final MethodHandle VECTOR_SIZE = DuckNative.function(JAVA_LONG, "vector_size");

  private static final FunctionDescriptor ONE = FunctionDescriptor.ofVoid(ADDRESS);
  private static final FunctionDescriptor TWO = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);
  private static final int BIGINT = 5;

  private NativeTables() {}

  /** What DuckDB calls; none of these may throw. */
  interface Callbacks {
    void bind(MemorySegment info);

    void init(MemorySegment info);

    void initThread(MemorySegment info);

    void fill(MemorySegment info, MemorySegment chunk);

    /** The state that an init has set is no longer needed. */
    void release(MemorySegment state);
  }

  /**
   * Registers a table function of one number that reads only the columns it is asked for.
   *
   * @param arena keeps the ways back into Java; must outlive the database
   * @return the callback that ends a state
   */
  static MemorySegment register(
      DuckDBConnection connection, String name, Callbacks callbacks, Arena arena)
      throws SQLException {
    MemorySegment release = stub(callbacks, "release", ONE, arena);
    try (Arena local = Arena.ofConfined()) {
      MemorySegment function = (MemorySegment) CREATE.invokeExact();
      MemorySegment number = DuckNative.type(BIGINT);
      try {
        SET_NAME.invokeExact(function, local.allocateFrom(name));
        ADD_PARAMETER.invokeExact(function, number);
        SET_BIND.invokeExact(function, stub(callbacks, "bind", ONE, arena));
        SET_INIT.invokeExact(function, stub(callbacks, "init", ONE, arena));
        SET_LOCAL_INIT.invokeExact(function, stub(callbacks, "initThread", ONE, arena));
        SET_FUNCTION.invokeExact(function, stub(callbacks, "fill", TWO, arena));
        SUPPORTS_PROJECTION.invokeExact(function, true);
        DuckNative.registerTable(connection, name, function);
      } finally {
        DuckNative.destroyType(number);
        DuckNative.destroy(DESTROY, function);
      }
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
    return release;
  }

  private static MemorySegment stub(
      Callbacks callbacks, String method, FunctionDescriptor shape, Arena arena) {
    try {
      MethodHandle target =
          MethodHandles.lookup()
              .findVirtual(Callbacks.class, method, shape.toMethodType())
              .bindTo(callbacks);
      return DuckNative.LINKER.upcallStub(target, shape, arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("No way back for " + method, e);
    }
  }

  /** The function's argument. */
  static long argument(MemorySegment bindInfo) {
    try {
      MemorySegment value = (MemorySegment) BIND_PARAMETER.invokeExact(bindInfo, 0L);
      try {
        return (long) VALUE_LONG.invokeExact(value);
      } finally {
        DuckNative.destroy(DESTROY_VALUE, value);
      }
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  static void addColumn(MemorySegment bindInfo, String name, MemorySegment type) {
    try (Arena arena = Arena.ofConfined()) {
      BIND_COLUMN.invokeExact(bindInfo, arena.allocateFrom(name), type);
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  static void setCardinality(MemorySegment bindInfo, long rows) {
    try {
      BIND_CARDINALITY.invokeExact(bindInfo, rows, false);
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  static void setBound(MemorySegment bindInfo, long state) {
    try {
      BIND_DATA.invokeExact(bindInfo, MemorySegment.ofAddress(state), MemorySegment.NULL);
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  static void setBindError(MemorySegment bindInfo, String message) {
    error(BIND_ERROR, bindInfo, message);
  }

  static long bound(MemorySegment initInfo) {
    return state(INIT_BIND_DATA, initInfo);
  }

  static void setState(MemorySegment initInfo, long state, MemorySegment release) {
    try {
      INIT_DATA.invokeExact(initInfo, MemorySegment.ofAddress(state), release);
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  /** The columns that are asked for, by their places; a row number's place is beyond all. */
  static long[] columns(MemorySegment initInfo) {
    try {
      long[] columns = new long[Math.toIntExact((long) INIT_COLUMNS.invokeExact(initInfo))];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = (long) INIT_COLUMN.invokeExact(initInfo, (long) i);
      }
      return columns;
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  static void setThreads(MemorySegment initInfo, long threads) {
    try {
      INIT_THREADS.invokeExact(initInfo, threads);
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  static void setInitError(MemorySegment initInfo, String message) {
    error(INIT_ERROR, initInfo, message);
  }

  static long sharedState(MemorySegment runInfo) {
    return state(RUN_INIT_DATA, runInfo);
  }

  static long threadState(MemorySegment runInfo) {
    return state(RUN_LOCAL_DATA, runInfo);
  }

  static void setRunError(MemorySegment runInfo, String message) {
    error(RUN_ERROR, runInfo, message);
  }

  static void setRows(MemorySegment chunk, long rows) {
    try {
      SET_CHUNK_SIZE.invokeExact(chunk, rows);
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  /** The most rows of a chunk. */
  static int chunkRows() {
    try {
      return Math.toIntExact((long) VECTOR_SIZE.invokeExact());
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  private static long state(MethodHandle getter, MemorySegment info) {
    try {
      return ((MemorySegment) getter.invokeExact(info)).address();
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }

  private static void error(MethodHandle setter, MemorySegment info, String message) {
    try (Arena arena = Arena.ofConfined()) {
      setter.invokeExact(info, arena.allocateFrom(message));
    } catch (Throwable e) {
      throw DuckNative.failed(e);
    }
  }
}
