package io.tarn.processes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Linux tells of running processes. Source: proc(5). Processes of other users cannot be read
 * and are not ours. Where there is no {@code /proc}, nothing is found.
 */
final class ProcTable {
  private static final Logger log = LoggerFactory.getLogger(ProcTable.class);
  private static final Path PROC = Path.of("/proc");
  private static final int ENVIRONMENT_MAX = 4 << 20;
  private static final int STATUS_MAX = 16 << 10;

  private ProcTable() {}

  /** Living processes, other than this one, whose first environment holds this text. */
  static List<Long> withEnvironment(String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    List<Long> found = new ArrayList<>();
    if (!Files.isDirectory(PROC)) {
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        if (pid != ProcessHandle.current().pid() && contains(read(entry, "environ"), wanted)) {
          found.add(pid);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("The process table cannot be read: {}", e.toString());
    }
    return found;
  }

  /** Resident bytes of a process and all its living descendants; 0 when it has ended. */
  static long familyResidentBytes(long root) {
    long sum = 0;
    Deque<Long> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      long pid = open.pop();
      sum += residentBytes(pid);
      ProcessHandle.of(pid)
          .ifPresent(process -> process.children().forEach(child -> open.push(child.pid())));
    }
    return sum;
  }

  static long residentBytes(long pid) {
    return statusBytes(pid, "VmRSS:");
  }

  /** The most resident bytes a process has ever had; 0 when it has ended. */
  static long peakBytes(long pid) {
    return statusBytes(pid, "VmHWM:");
  }

  private static long statusBytes(long pid, String name) {
    byte[] bytes = readBounded(PROC.resolve(Long.toString(pid)).resolve("status"), STATUS_MAX);
    String status = new String(bytes, StandardCharsets.US_ASCII);
    int at = status.indexOf("\n" + name);
    if (at < 0) {
      return 0;
    }
    long value = 0;
    for (int i = at + 1 + name.length(); i < status.length(); i++) {
      char c = status.charAt(i);
      if (c >= '0' && c <= '9') {
        value = value * 10 + (c - '0');
      } else if (value > 0) {
        break;
      }
    }
    return value << 10;
  }

  private static byte[] read(Path entry, String name) {
    return readBounded(entry.resolve(name), ENVIRONMENT_MAX);
  }

  /** Empty when the process has gone or belongs to somebody else: both mean "not ours". */
  private static byte[] readBounded(Path file, int max) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(max);
    } catch (IOException e) {
      log.trace("{} cannot be read: {}", file, e.toString());
      return new byte[0];
    }
  }

  private static boolean contains(byte[] text, byte[] wanted) {
    int last = text.length - wanted.length;
    for (int i = 0; i <= last; i++) {
      int k = 0;
      while (k < wanted.length && text[i + k] == wanted[k]) {
        k++;
      }
      if (k == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
