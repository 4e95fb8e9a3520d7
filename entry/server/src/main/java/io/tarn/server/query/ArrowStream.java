package io.tarn.server.query;

import com.google.flatbuffers.FlatBufferBuilder;
import io.tarn.api.Body;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * A result in Arrow's streaming format: the schema, a batch a page, and the mark of the end, each
 * made when the ones before have been taken. Source: "Arrow Columnar Format", Serialization and
 * Interprocess Communication, version 1.5.
 */
final class ArrowStream implements Enumeration<InputStream> {
  private static final int CONTINUATION = -1;
  private static final int ALIGNMENT = 8;

  private enum Part {
    SCHEMA,
    BATCHES,
    END,
    NOTHING
  }

  private final List<ArrowColumn> columns;
  private final Function<String, Rows> pages;
  private Rows page;
  private byte[] batch;
  private Part part = Part.SCHEMA;

  /**
   * @param first gives the columns' types
   * @param pages the page that begins where an earlier one said
   */
  private ArrowStream(Rows first, Function<String, Rows> pages) {
    this.page = first;
    this.pages = pages;
    this.columns =
        IntStream.range(0, first.columns().size())
            .mapToObj(
                i ->
                    ArrowColumn.of(
                        first.columns().get(i),
                        first.infos().get(i),
                        first.rows().stream().map(row -> i < row.size() ? row.get(i) : null)))
            .toList();
    // Made before anything is sent, so that what cannot be written is still told as an error.
    this.batch = batch(columns, first);
  }

  /** All rows from a page on. */
  static Body all(Rows first, Function<String, Rows> pages) {
    InputStream bytes = new SequenceInputStream(new ArrowStream(first, pages));
    return new Body() {
      @Override
      public OptionalLong length() {
        return OptionalLong.empty();
      }

      @Override
      public InputStream open() {
        return bytes;
      }

      @Override
      public void close() {
        // There is nothing open between two pages.
      }
    };
  }

  /** One page alone. */
  static void one(Rows page, ByteArrayOutputStream out) {
    Rows last = new Rows(page.infos(), page.columns(), page.rows(), Optional.empty());
    ArrowStream stream =
        new ArrowStream(
            last,
            next -> {
              throw new NoSuchElementException(next);
            });
    while (stream.part != Part.NOTHING) {
      out.writeBytes(stream.next());
    }
  }

  @Override
  public boolean hasMoreElements() {
    return part != Part.NOTHING;
  }

  @Override
  public InputStream nextElement() {
    return new ByteArrayInputStream(next());
  }

  private byte[] next() {
    return switch (part) {
      case SCHEMA -> {
        part = page.rows().isEmpty() && page.next().isEmpty() ? Part.END : Part.BATCHES;
        yield schema();
      }
      case BATCHES -> {
        byte[] made = batch;
        if (page.next().isPresent()) {
          page = pages.apply(page.next().get());
          batch = batch(columns, page);
        } else {
          part = Part.END;
        }
        yield made;
      }
      case END -> {
        part = Part.NOTHING;
        yield little(2 * Integer.BYTES).putInt(CONTINUATION).putInt(0).array();
      }
      case NOTHING -> throw new NoSuchElementException("The stream has ended");
    };
  }

  private byte[] schema() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int[] fields = columns.stream().mapToInt(column -> column.field(builder)).toArray();
    int vector = Schema.createFieldsVector(builder, fields);
    int schema = Schema.createSchema(builder, Endianness.Little, vector, 0, 0);
    return message(builder, MessageHeader.Schema, schema, List.of());
  }

  private static byte[] batch(List<ArrowColumn> columns, Rows page) {
    List<ArrowColumn.Values> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(columns.get(i).values(page.rows(), i));
    }
    List<byte[]> buffers = values.stream().flatMap(each -> each.buffers().stream()).toList();
    FlatBufferBuilder builder = new FlatBufferBuilder();
    // What is written into a vector of structures comes out in the opposite order.
    RecordBatch.startBuffersVector(builder, buffers.size());
    long end = buffers.stream().mapToLong(each -> padded(each.length)).sum();
    for (byte[] buffer : buffers.reversed()) {
      end -= padded(buffer.length);
      Buffer.createBuffer(builder, end, buffer.length);
    }
    int described = builder.endVector();
    RecordBatch.startNodesVector(builder, values.size());
    for (ArrowColumn.Values each : values.reversed()) {
      FieldNode.createFieldNode(builder, page.rows().size(), each.nulls());
    }
    int nodes = builder.endVector();
    int batch = RecordBatch.createRecordBatch(builder, page.rows().size(), nodes, described, 0, 0);
    return message(builder, MessageHeader.RecordBatch, batch, buffers);
  }

  private static byte[] message(
      FlatBufferBuilder builder, byte type, int header, List<byte[]> body) {
    int bodyBytes = body.stream().mapToInt(each -> padded(each.length)).sum();
    builder.finish(Message.createMessage(builder, MetadataVersion.V5, type, header, bodyBytes, 0));
    byte[] metadata = builder.sizedByteArray();
    ByteBuffer message = little(2 * Integer.BYTES + padded(metadata.length) + bodyBytes);
    message.putInt(CONTINUATION).putInt(padded(metadata.length));
    put(message, metadata);
    body.forEach(each -> put(message, each));
    return message.array();
  }

  private static void put(ByteBuffer message, byte[] bytes) {
    message.put(bytes).position(message.position() + padded(bytes.length) - bytes.length);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int padded(int length) {
    return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
