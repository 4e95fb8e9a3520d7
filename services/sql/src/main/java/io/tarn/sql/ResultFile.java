package io.tarn.sql;

import io.tarn.api.athena.ColumnInfo;
import io.tarn.store.Objects;
import io.tarn.store.Publication;
import io.tarn.store.Staged;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A result under construction: in memory while it is small, in a private file from then on. */
final class ResultFile extends OutputStream {
  private static final int IN_MEMORY = 1 << 20;

  private final Objects objects;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private Objects.@Nullable Scratch scratch;
  private @Nullable Path path;
  private @Nullable OutputStream file;

  ResultFile(Objects objects) {
    this.objects = objects;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (file == null && memory.size() + length > IN_MEMORY) {
      scratch = objects.scratch();
      path = scratch.directory().resolve("result");
      file = new java.io.BufferedOutputStream(Files.newOutputStream(path), 1 << 18);
      memory.writeTo(file);
    }
    if (file != null) {
      file.write(bytes, offset, length);
    } else {
      memory.write(bytes, offset, length);
    }
  }

  /** Stages what was written for its place below the output location. */
  Staged stage(StatementContext context, String name) throws IOException {
    String bucket = context.output().bucket();
    String key = context.output().prefix() + name;
    if (file != null && path != null) {
      file.close();
      return objects.stage(context.call(), bucket, key, path, context.encryption());
    }
    return objects.stage(
        context.call(),
        bucket,
        key,
        new ByteArrayInputStream(memory.toByteArray()),
        context.encryption());
  }

  /** Forgets what was written. */
  void restart() throws IOException {
    close();
    memory.reset();
    file = null;
    path = null;
    scratch = null;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
    if (scratch != null) {
      scratch.close();
    }
  }

  /** Adds an object below the output location, written as the caller. */
  static void publish(
      StatementContext context, Outcome outcome, String name, Staged staged, String contentType) {
    S3Location output = context.output();
    String key = output.prefix() + name;
    outcome.outputs.add(
        new Outcome.Output(
            staged,
            Publication.of(context.call(), output.bucket(), key, Optional.of(contentType))));
  }

  static void checkOutput(StatementContext context, String name) {
    context.check("s3:PutObject", context.output().bucket(), context.output().prefix() + name);
  }

  static void text(StatementContext context, Outcome outcome, String name, String text)
      throws IOException {
    bytes(context, outcome, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(StatementContext context, Outcome outcome, String name, byte[] bytes)
      throws IOException {
    S3Location output = context.output();
    Staged staged =
        context
            .objects()
            .stage(
                context.call(),
                output.bucket(),
                output.prefix() + name,
                new ByteArrayInputStream(bytes),
                context.encryption());
    publish(context, outcome, name, staged, "application/octet-stream");
  }

  /** What the columns of a result are, beside it. */
  static void metadata(
      StatementContext context, Outcome outcome, String name, List<ColumnInfo> columns)
      throws IOException {
    bytes(context, outcome, name, ResultMetadata.of(context.id(), columns));
  }
}
