package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Body;
import io.tarn.api.Events;
import io.tarn.api.Schema;
import io.tarn.api.Shapes;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.kernel.ServiceError;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TestEventStreams {
  private static final EventStreams.Documents JSON =
      EventStreams.documents(WireJson.FACTORY, WireJson.CLIENT, "application/json");

  /** A union of records (bytes) and statistics (a document). */
  private static final Shapes SHAPES =
      new Shapes(3) {
        @Override
        protected String compact(int index) {
          return switch (index) {
            case 0 -> "Stream events\nRecords #1\nStats #2";
            case 1 -> "Records event\nPayload B evp";
            default -> "Stats event\nBytesScanned l\nNote s";
          };
        }

        @Override
        protected StructureBuilder builder(int index) {
          Schema schema = schema(index);
          return new StructureBuilder(schema, schema.members().size()) {
            @Override
            public Structure build() {
              List<@Nullable Object> values = new ArrayList<>();
              schema.members().forEach(member -> values.add(get(member.index())));
              return new SmithyShapes.Made(schema, values);
            }
          };
        }
      };

  @Test
  void framesEventsAndReadsThemBack() throws IOException {
    Structure records = union(0, one(1, 0, "a,b\n".getBytes(StandardCharsets.UTF_8)));
    Structure stats = union(1, one(2, 0, 42L));
    Body body = EventStreams.write(events(null, records, stats), null, JSON);
    Events<Structure> read = EventStreams.read(body, SHAPES.schema(0), JSON);
    assertThat(SmithyValues.plain(read.next())).isEqualTo(SmithyValues.plain(records));
    assertThat(SmithyValues.plain(read.next())).isEqualTo(SmithyValues.plain(stats));
    assertThat(read.next()).isNull();
  }

  @Test
  void passesOverTheInitialResponse() throws IOException {
    Structure stats = union(1, one(2, 1, "x"));
    Body body = EventStreams.write(events(null, stats), one(2, 0, 1L), JSON);
    assertThat(SmithyValues.plain(EventStreams.read(body, SHAPES.schema(0), JSON).next()))
        .isEqualTo(SmithyValues.plain(stats));
  }

  @Test
  void endsWithTheErrorThatEndedIt() throws IOException {
    Body body =
        EventStreams.write(
            events(new ServiceError("ExpiredIteratorException", 400, "too old")), null, JSON);
    Events<Structure> read = EventStreams.read(body, SHAPES.schema(0), JSON);
    assertThatThrownBy(read::next)
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> assertThat(error.code()).isEqualTo("ExpiredIteratorException"))
        .hasMessage("too old");
  }

  @Test
  void noticesEveryChangedByteAndEveryCut() throws IOException {
    byte[] bytes;
    try (InputStream stream =
        EventStreams.write(events(null, union(1, one(2, 0, 7L))), null, JSON).open()) {
      bytes = stream.readAllBytes();
    }
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> first(changed))
          .isInstanceOfAny(ServiceError.class, EOFException.class);
    }
    for (int i = 1; i < bytes.length; i++) {
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> first(cut)).isInstanceOf(EOFException.class);
    }
  }

  private static @Nullable Structure first(byte[] bytes) throws IOException {
    return EventStreams.read(Body.of(bytes), SHAPES.schema(0), JSON).next();
  }

  private static Structure one(int schema, int member, Object value) {
    StructureBuilder builder = SHAPES.schema(schema).newBuilder();
    builder.set(member, value);
    return builder.build();
  }

  private static Structure union(int member, Structure event) {
    return one(0, member, event);
  }

  private static Events<Structure> events(@Nullable ServiceError end, Structure... events) {
    Deque<Structure> left = new ArrayDeque<>(List.of(events));
    return new Events<>() {
      @Override
      public @Nullable Structure next() {
        if (left.isEmpty() && end != null) {
          throw requireNonNull(end);
        }
        return left.poll();
      }

      @Override
      public void close() {
        left.clear();
      }
    };
  }
}
