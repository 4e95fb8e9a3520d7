package io.tarn.duckdb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBBindings;
import org.duckdb.DuckDBConnection;

/**
 * DuckDB's C functions, from the library that its JDBC driver has loaded.
 *
 * <p>The driver's own functions in Java know flat types only; through the C API lists, maps and
 * structs pass as well. What a function is registered on remains the driver's connection: its
 * handle and the one binding that takes it are not public, so they are looked up by name here, and
 * a driver that names them otherwise fails at the first use.
 *
 * <p>Handles are addresses; who makes one destroys it.
 */
final class DuckNative {
  static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = library();

  /** What is copied in the twinkling of an eye, about a microsecond. */
  private static final int BRIEF_BYTES = 16 << 10;

  private static final MethodHandle CREATE_TYPE =
      function(ADDRESS, "create_logical_type", JAVA_INT);
  private static final MethodHandle CREATE_DECIMAL =
      function(ADDRESS, "create_decimal_type", JAVA_BYTE, JAVA_BYTE);
  private static final MethodHandle CREATE_LIST = function(ADDRESS, "create_list_type", ADDRESS);
  private static final MethodHandle CREATE_MAP =
      function(ADDRESS, "create_map_type", ADDRESS, ADDRESS);
  private static final MethodHandle CREATE_STRUCT =
      function(ADDRESS, "create_struct_type", ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle DESTROY_TYPE = procedure("destroy_logical_type", ADDRESS);
  private static final MethodHandle CREATE_FUNCTION = function(ADDRESS, "create_scalar_function");
  private static final MethodHandle DESTROY_FUNCTION =
      procedure("destroy_scalar_function", ADDRESS);
  private static final MethodHandle SET_NAME =
      procedure("scalar_function_set_name", ADDRESS, ADDRESS);
  private static final MethodHandle ADD_PARAMETER =
      procedure("scalar_function_add_parameter", ADDRESS, ADDRESS);
  private static final MethodHandle SET_RETURN_TYPE =
      procedure("scalar_function_set_return_type", ADDRESS, ADDRESS);
  private static final MethodHandle SET_FUNCTION =
      procedure("scalar_function_set_function", ADDRESS, ADDRESS);
  private static final MethodHandle SET_VOLATILE =
      procedure("scalar_function_set_volatile", ADDRESS);
  private static final MethodHandle SET_SPECIAL_HANDLING =
      procedure("scalar_function_set_special_handling", ADDRESS);
  private static final MethodHandle SET_ERROR =
      procedure("scalar_function_set_error", ADDRESS, ADDRESS);
  private static final MethodHandle CHUNK_SIZE =
      function(JAVA_LONG, "data_chunk_get_size", ADDRESS);
  private static final MethodHandle CHUNK_VECTOR =
      function(ADDRESS, "data_chunk_get_vector", ADDRESS, JAVA_LONG);
  private static final MethodHandle VECTOR_DATA = function(ADDRESS, "vector_get_data", ADDRESS);
  private static final MethodHandle VECTOR_VALIDITY =
      function(ADDRESS, "vector_get_validity", ADDRESS);
  private static final MethodHandle ENSURE_VALIDITY =
      procedure("vector_ensure_validity_writable", ADDRESS);
  private static final MethodHandle ASSIGN_STRING =
      procedure("unsafe_vector_assign_string_element_len", ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
  private static final MethodHandle ASSIGN_SHORT_STRING =
      brief("unsafe_vector_assign_string_element_len", ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
  private static final MethodHandle LIST_CHILD =
      function(ADDRESS, "list_vector_get_child", ADDRESS);
  private static final MethodHandle LIST_SIZE =
      function(JAVA_LONG, "list_vector_get_size", ADDRESS);
  private static final MethodHandle LIST_RESERVE =
      function(JAVA_INT, "list_vector_reserve", ADDRESS, JAVA_LONG);
  private static final MethodHandle LIST_SET_SIZE =
      function(JAVA_INT, "list_vector_set_size", ADDRESS, JAVA_LONG);
  private static final MethodHandle STRUCT_CHILD =
      function(ADDRESS, "struct_vector_get_child", ADDRESS, JAVA_LONG);
  private static final MethodHandle FLATTEN =
      function(JAVA_INT, "v2_vector_flatten", ADDRESS, ADDRESS);

  private static final FunctionDescriptor CALLBACK =
      FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS);
  private static final Field CONNECTION_REF = field("connRef");
  private static final Field CONNECTION_LOCK = field("connRefLock");
  private static final Method REGISTER = registration("duckdb_register_scalar_function");
  private static final Method REGISTER_TABLE = registration("duckdb_register_table_function");

  private DuckNative() {}

  /** What DuckDB calls for every chunk of rows; must not throw. */
  @FunctionalInterface
  interface Callback {
    void run(MemorySegment info, MemorySegment input, MemorySegment output);
  }

  private static SymbolLookup library() {
    // The driver's first class unpacks the library and loads it into this class loader.
    try {
      Class.forName("org.duckdb.DuckDBNative");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("DuckDB's driver has no native library", e);
    }
    UnpackedLibrary.remove();
    return SymbolLookup.loaderLookup();
  }

  static MethodHandle function(MemoryLayout result, String name, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LIBRARY.findOrThrow("duckdb_" + name), FunctionDescriptor.of(result, parameters));
  }

  /** A procedure that ends at once and may read Java's heap: no collection begins meanwhile. */
  private static MethodHandle brief(String name, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LIBRARY.findOrThrow("duckdb_" + name),
        FunctionDescriptor.ofVoid(parameters),
        Linker.Option.critical(true));
  }

  static MethodHandle procedure(String name, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LIBRARY.findOrThrow("duckdb_" + name), FunctionDescriptor.ofVoid(parameters));
  }

  private static Field field(String name) {
    try {
      Field field = DuckDBConnection.class.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("DuckDB's driver has another connection inside", e);
    }
  }

  private static Method registration(String name) {
    try {
      Method method =
          DuckDBBindings.class.getDeclaredMethod(name, ByteBuffer.class, ByteBuffer.class);
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("DuckDB's driver registers functions otherwise", e);
    }
  }

  static IllegalStateException failed(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("A call into DuckDB's library failed", cause);
  }

  /** A type by its number in the C API. */
  static MemorySegment type(int number) {
    try {
      return (MemorySegment) CREATE_TYPE.invokeExact(number);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment decimalType(int precision, int scale) {
    try {
      return (MemorySegment) CREATE_DECIMAL.invokeExact((byte) precision, (byte) scale);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment listType(MemorySegment element) {
    try {
      return (MemorySegment) CREATE_LIST.invokeExact(element);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment mapType(MemorySegment key, MemorySegment value) {
    try {
      return (MemorySegment) CREATE_MAP.invokeExact(key, value);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment structType(List<MemorySegment> types, List<String> names) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment members = arena.allocate(ADDRESS, types.size());
      MemorySegment texts = arena.allocate(ADDRESS, types.size());
      for (int i = 0; i < types.size(); i++) {
        members.setAtIndex(ADDRESS, i, types.get(i));
        texts.setAtIndex(ADDRESS, i, arena.allocateFrom(names.get(i)));
      }
      return (MemorySegment) CREATE_STRUCT.invokeExact(members, texts, (long) types.size());
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void destroyType(MemorySegment type) {
    destroy(DESTROY_TYPE, type);
  }

  static void destroy(MethodHandle destructor, MemorySegment handle) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocateFrom(ADDRESS, handle);
      destructor.invokeExact(pointer);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Registers a scalar function that sees NULLs among its arguments.
   *
   * @param arena keeps the way back into Java; must outlive the database
   */
  static void register(
      DuckDBConnection connection,
      String name,
      List<MemorySegment> parameters,
      MemorySegment result,
      boolean isVolatile,
      Callback callback,
      Arena arena)
      throws SQLException {
    try (Arena local = Arena.ofConfined()) {
      MethodHandle target =
          MethodHandles.lookup()
              .bind(callback, "run", CALLBACK.toMethodType().changeReturnType(void.class));
      MemorySegment stub = LINKER.upcallStub(target, CALLBACK, arena);
      MemorySegment function = (MemorySegment) CREATE_FUNCTION.invokeExact();
      try {
        SET_NAME.invokeExact(function, local.allocateFrom(name));
        for (MemorySegment parameter : parameters) {
          ADD_PARAMETER.invokeExact(function, parameter);
        }
        SET_RETURN_TYPE.invokeExact(function, result);
        SET_SPECIAL_HANDLING.invokeExact(function);
        if (isVolatile) {
          SET_VOLATILE.invokeExact(function);
        }
        SET_FUNCTION.invokeExact(function, stub);
        register(REGISTER, connection, name, function);
      } finally {
        destroy(DESTROY_FUNCTION, function);
      }
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Hands a complete table function to the connection's database. */
  static void registerTable(DuckDBConnection connection, String name, MemorySegment function)
      throws SQLException, ReflectiveOperationException {
    register(REGISTER_TABLE, connection, name, function);
  }

  private static void register(
      Method registration, DuckDBConnection connection, String name, MemorySegment function)
      throws SQLException, ReflectiveOperationException {
    ReentrantLock lock = (ReentrantLock) CONNECTION_LOCK.get(connection);
    lock.lock();
    try {
      ByteBuffer handle = (ByteBuffer) CONNECTION_REF.get(connection);
      if (handle == null) {
        throw new SQLException("Connection was closed");
      }
      int state = (int) registration.invoke(null, handle, function.reinterpret(1).asByteBuffer());
      if (state != 0) {
        throw new SQLException("DuckDB did not take function " + name);
      }
    } finally {
      lock.unlock();
    }
  }

  static void setError(MemorySegment info, String message) {
    try (Arena arena = Arena.ofConfined()) {
      SET_ERROR.invokeExact(info, arena.allocateFrom(message));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static int rows(MemorySegment chunk) {
    try {
      return Math.toIntExact((long) CHUNK_SIZE.invokeExact(chunk));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment vector(MemorySegment chunk, int column) {
    try {
      return (MemorySegment) CHUNK_VECTOR.invokeExact(chunk, (long) column);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Brings a vector into plain form; a list's elements may lie there as a dictionary. */
  static void flatten(MemorySegment vector) {
    try {
      int error = (int) FLATTEN.invokeExact(vector, MemorySegment.NULL);
      if (error != 0) {
        throw new IllegalStateException("DuckDB could not flatten a vector: error " + error);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** A flat vector's values. */
  static MemorySegment data(MemorySegment vector, long bytes) {
    try {
      return ((MemorySegment) VECTOR_DATA.invokeExact(vector)).reinterpret(bytes);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** The bits of a flat vector's values that are not NULL, or NULL's own segment when all are. */
  static MemorySegment validity(MemorySegment vector, int count) {
    try {
      MemorySegment words = (MemorySegment) VECTOR_VALIDITY.invokeExact(vector);
      return words.equals(MemorySegment.NULL) ? words : words.reinterpret((count + 63L) / 64 * 8);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment writableValidity(MemorySegment vector, int count) {
    try {
      ENSURE_VALIDITY.invokeExact(vector);
    } catch (Throwable e) {
      throw failed(e);
    }
    return validity(vector, count);
  }

  /**
   * Copies a text, which must be UTF-8: the vector's type may be VARCHAR, and nothing checks it.
   */
  static void assignString(MemorySegment vector, long row, byte[] bytes, int from, int length) {
    try {
      if (length <= BRIEF_BYTES) {
        ASSIGN_SHORT_STRING.invokeExact(
            vector, row, MemorySegment.ofArray(bytes).asSlice(from, length), (long) length);
        return;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment copy = arena.allocate(length);
        MemorySegment.copy(bytes, from, copy, JAVA_BYTE, 0, length);
        ASSIGN_STRING.invokeExact(vector, row, copy, (long) length);
      }
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment listChild(MemorySegment vector) {
    try {
      return (MemorySegment) LIST_CHILD.invokeExact(vector);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static int listSize(MemorySegment vector) {
    try {
      return Math.toIntExact((long) LIST_SIZE.invokeExact(vector));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void resizeList(MemorySegment vector, long size) {
    try {
      int reserved = (int) LIST_RESERVE.invokeExact(vector, size);
      int set = (int) LIST_SET_SIZE.invokeExact(vector, size);
      if (reserved != 0 || set != 0) {
        throw new IllegalStateException("DuckDB could not make room for " + size + " elements");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static MemorySegment structChild(MemorySegment vector, int index) {
    try {
      return (MemorySegment) STRUCT_CHILD.invokeExact(vector, (long) index);
    } catch (Throwable e) {
      throw failed(e);
    }
  }
}
