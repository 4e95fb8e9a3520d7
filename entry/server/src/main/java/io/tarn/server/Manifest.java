package io.tarn.server;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The list of a backup's files, a line each: length, CRC32C, path. Its last line counts them and
 * bears a CRC32C of the lines before; a backup without it did not come to its end.
 */
final class Manifest {
  static final String NAME = "MANIFEST";
  private static final String FIRST = "tarn-backup 1";

  private Manifest() {}

  /** One file of a backup. */
  record Entry(long length, long crc, String path) {
    String line() {
      return String.format(Locale.ROOT, "%d %08x %s", length, crc, path);
    }

    static Entry parse(String line) throws IOException {
      String[] parts = line.split(" ", 3);
      try {
        return new Entry(Long.parseLong(parts[0]), Long.parseLong(parts[1], 16), parts[2]);
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IOException("The backup's manifest has a line that is none: " + line, e);
      }
    }
  }

  /** Writes a manifest, which is complete and durable once {@link #finish} has returned. */
  static final class Writer implements Closeable {
    private final Path file;
    private final BufferedWriter out;
    private final CRC32C crc = new CRC32C();
    private long files;
    private long bytes;

    Writer(Path directory) throws IOException {
      this.file = directory.resolve(NAME);
      this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW);
      write(FIRST);
    }

    void add(Entry entry) throws IOException {
      if (entry.path().indexOf('\n') >= 0) {
        throw new IOException("A file's name has a line break: " + entry.path());
      }
      write(entry.line());
      files++;
      bytes += entry.length();
    }

    private void write(String line) throws IOException {
      byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
      crc.update(text, 0, text.length);
      out.write(line);
      out.write('\n');
    }

    void finish() throws IOException {
      out.write(String.format(Locale.ROOT, "end %d %d %08x%n", files, bytes, crc.getValue()));
      out.close();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }

    long files() {
      return files;
    }

    long bytes() {
      return bytes;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** What is done with each file. */
  @FunctionalInterface
  interface Use {
    void accept(Entry entry) throws IOException;
  }

  /**
   * Reads the whole list once to see that it is complete, and then once more for its use.
   *
   * @throws IOException saying that there is no complete backup
   */
  static void read(Path directory, Use use) throws IOException {
    check(directory);
    try (BufferedReader in = Files.newBufferedReader(directory.resolve(NAME))) {
      in.readLine();
      String line = requireNonNull(in.readLine());
      while (!line.startsWith("end ")) {
        use.accept(Entry.parse(line));
        line = requireNonNull(in.readLine());
      }
    }
  }

  private static void check(Path directory) throws IOException {
    CRC32C crc = new CRC32C();
    long files = -1;
    long bytes = 0;
    try (BufferedReader in = Files.newBufferedReader(directory.resolve(NAME))) {
      String line = in.readLine();
      if (!FIRST.equals(line)) {
        throw new IOException(directory + " holds a backup of another kind: " + line);
      }
      while (line != null && !line.startsWith("end ")) {
        bytes += files < 0 ? 0 : Entry.parse(line).length();
        files++;
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        crc.update(text, 0, text.length);
        line = in.readLine();
      }
      String end = String.format(Locale.ROOT, "end %d %d %08x", files, bytes, crc.getValue());
      if (!end.equals(line)) {
        throw new IOException(
            "The backup in " + directory + " is not complete: its manifest does not end well");
      }
    } catch (NoSuchFileException e) {
      throw new IOException(
          "There is no complete backup in " + directory + ": it has no manifest", e);
    }
  }
}
