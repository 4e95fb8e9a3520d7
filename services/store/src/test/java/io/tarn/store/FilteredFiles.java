package io.tarn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** The disk, with something that is told of each change before it is made and may refuse it. */
class FilteredFiles implements FileLayer {
  /** A change that is about to be made. */
  enum Change {
    CREATE,
    WRITE,
    SYNC,
    MODE,
    MOVE,
    MAKE_DIRECTORY,
    DELETE
  }

  void before(Change change, Path path) throws IOException {}

  @Override
  public Output create(Path file) throws IOException {
    before(Change.CREATE, file);
    Output output = FileLayer.DISK.create(file);
    return new Output() {
      @Override
      public void write(ByteBuffer bytes) throws IOException {
        before(Change.WRITE, file);
        output.write(bytes);
      }

      @Override
      public void sync() throws IOException {
        before(Change.SYNC, file);
        output.sync();
        synced(file);
      }

      @Override
      public void close() throws IOException {
        output.close();
      }
    };
  }

  void synced(Path path) throws IOException {}

  @Override
  public FileChannel read(Path file) throws IOException {
    return FileLayer.DISK.read(file);
  }

  @Override
  public void sync(Path path) throws IOException {
    before(Change.SYNC, path);
    FileLayer.DISK.sync(path);
    synced(path);
  }

  @Override
  public void readOnly(Path file) throws IOException {
    before(Change.MODE, file);
    FileLayer.DISK.readOnly(file);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    before(Change.MOVE, to);
    FileLayer.DISK.move(from, to);
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    before(Change.MAKE_DIRECTORY, directory);
    FileLayer.DISK.makeDirectories(directory);
  }

  @Override
  public boolean delete(Path file) throws IOException {
    before(Change.DELETE, file);
    return FileLayer.DISK.delete(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return FileLayer.DISK.size(file);
  }

  @Override
  public boolean exists(Path file) {
    return FileLayer.DISK.exists(file);
  }

  @Override
  public void numbers(Path directory, int digits, LongConsumer found) throws IOException {
    FileLayer.DISK.numbers(directory, digits, found);
  }
}
