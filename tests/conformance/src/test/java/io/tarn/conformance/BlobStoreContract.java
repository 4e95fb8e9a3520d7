package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.store.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every place for bytes must do. Each implementation runs all of it. */
abstract class BlobStoreContract {
  private static final int MIB = 1024 * 1024;

  @TempDir Path files;

  /** An empty store. */
  abstract BlobStore store() throws IOException;

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static void put(BlobStore store, long id, byte[] bytes) throws IOException {
    try (BlobStore.Writer writer = store.create(id)) {
      for (int from = 0; from < bytes.length; from += 100_000) {
        writer.write(bytes, from, Math.min(100_000, bytes.length - from));
      }
      writer.finish();
    }
  }

  private static byte[] get(BlobStore store, long id, long offset, long length) throws IOException {
    try (InputStream in = store.open(id, offset, length)) {
      return in.readAllBytes();
    }
  }

  /** Nothing, one byte, round and odd sizes, and more than one part of an upload. */
  @Test
  void givesBackWhatWasWritten() throws IOException {
    BlobStore store = store();
    long id = 1;
    for (int size : List.of(0, 1, 16_384, 99_999, 8 * MIB, 8 * MIB + 1, 20 * MIB + 7)) {
      byte[] bytes = bytes(size);
      put(store, id, bytes);
      assertThat(get(store, id, 0, size)).as("%d bytes", size).isEqualTo(bytes);
      assertThat(store.size(id)).isEqualTo(size);
      id++;
    }
  }

  @Test
  void readsRanges() throws IOException {
    BlobStore store = store();
    byte[] bytes = bytes(9 * MIB);
    put(store, 7, bytes);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      int offset = random.nextInt(bytes.length);
      int length = random.nextInt(bytes.length - offset);
      assertThat(get(store, 7, offset, length))
          .isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
    }
  }

  @Test
  void knowsNoBlobThatWasNotFinished() throws IOException {
    BlobStore store = store();
    for (int size : List.of(10, 9 * MIB)) {
      try (BlobStore.Writer writer = store.create(size)) {
        writer.write(bytes(size), 0, size);
      }
      assertThatThrownBy(() -> get(store, size, 0, 1)).isInstanceOf(NoSuchFileException.class);
    }
    assertThat(store.list(0, 10)).isEmpty();
  }

  @Test
  void refusesANumberThatIsTaken() throws IOException {
    BlobStore store = store();
    byte[] first = bytes(100);
    put(store, 3, first);
    assertThatThrownBy(() -> put(store, 3, bytes(101)))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> put(store, 3, bytes(9 * MIB)))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(get(store, 3, 0, 100)).isEqualTo(first);
  }

  @Test
  void takesOverAFile() throws IOException {
    BlobStore store = store();
    byte[] bytes = bytes(3 * MIB);
    Path file = Files.write(files.resolve("made"), bytes);
    store.adopt(12, file);
    assertThat(file).doesNotExist();
    assertThat(get(store, 12, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void removesAndDoesNotMindAbsence() throws IOException {
    BlobStore store = store();
    put(store, 5, bytes(10));
    store.delete(5);
    assertThatThrownBy(() -> get(store, 5, 0, 1)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.size(5)).isInstanceOf(NoSuchFileException.class);
    assertThatCode(() -> store.delete(5)).doesNotThrowAnyException();
  }

  @Test
  void listsInOrderAndInPages() throws IOException {
    BlobStore store = store();
    List<Long> ids = new ArrayList<>();
    for (long id : List.of(1L, 15L, 16L, 4_000_000_000L, 1L << 40, (1L << 40) + 1, 1L << 61)) {
      put(store, id, bytes(1));
      ids.add(id);
    }
    assertThat(store.list(0, 100)).isEqualTo(ids);
    assertThat(store.list(0, 3)).isEqualTo(ids.subList(0, 3));
    assertThat(store.list(16, 2)).isEqualTo(ids.subList(3, 5));
    assertThat(store.list(1L << 61, 10)).isEmpty();
  }
}
