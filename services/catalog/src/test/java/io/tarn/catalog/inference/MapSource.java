package io.tarn.catalog.inference;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Files in memory: the fake of {@link FileSource} that this package ships for its tests. */
final class MapSource implements FileSource {
  private final TreeMap<String, byte[]> files = new TreeMap<>();

  MapSource put(String key, String text) {
    files.put(key, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  MapSource putGzip(String key, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    files.put(key, bytes.toByteArray());
    return this;
  }

  MapSource putBytes(String key, byte[] bytes) {
    files.put(key, bytes);
    return this;
  }

  void remove(String key) {
    files.remove(key);
  }

  List<ListedFile> list(String prefix) {
    List<ListedFile> listed = new ArrayList<>();
    files.forEach(
        (key, bytes) -> {
          if (key.startsWith(prefix)) {
            listed.add(new ListedFile("lake", key, bytes.length, Instant.EPOCH));
          }
        });
    return listed;
  }

  private byte[] bytes(ListedFile file) {
    return files.getOrDefault(file.key(), new byte[0]);
  }

  @Override
  public InputStream open(ListedFile file, long offset, long length) {
    byte[] bytes = bytes(file);
    int from = (int) Math.min(offset, bytes.length);
    return new ByteArrayInputStream(
        bytes, from, (int) Math.min(length, bytes.length - (long) from));
  }
}
