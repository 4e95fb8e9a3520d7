package io.tarn.cli;

import io.tarn.server.Backup;
import io.tarn.server.LakeCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./tarn backup}, {@code ./tarn restore} and {@code ./tarn doctor --data}: exit code 0 only
 * when every byte that was looked at is what had been written.
 */
final class Backups {
  private static final String DEFAULT_DATA = "./tarn-data";

  private Backups() {}

  static int write(Options options) {
    Path target = Path.of(word(options, "backup", "the directory to write to"));
    Path data = Path.of(options.find("data").orElse(DEFAULT_DATA));
    try {
      Backup.Report report = Backup.write(data, target);
      System.out.printf(
          Locale.ROOT,
          "Backed up %s to %s: %d files, %d bytes, %d of the files as hard links.%n",
          data,
          target,
          report.files(),
          report.bytes(),
          report.linked());
      if (report.linked() > 0) {
        System.out.println(
            "Hard links share the fate of this disk: copy the backup to another one.");
      }
      System.out.println("It holds the lake's keys: keep it as confidential as the lake.");
      return verdict("Damaged in the lake already, and so in the backup", report.damaged());
    } catch (IOException e) {
      throw new UncheckedIOException("The backup failed: " + e.getMessage(), e);
    }
  }

  static int restore(Options options) {
    Path backup = Path.of(word(options, "restore", "the backup to read"));
    Path data =
        Path.of(
            options
                .find("data")
                .orElseThrow(
                    () -> new UsageException("restore needs --data DIR, a new or empty one")));
    try {
      Backup.Report report = Backup.restore(backup, data);
      System.out.printf(
          Locale.ROOT,
          "Restored %s from %s: %d files, %d bytes, every checksum compared.%n",
          data,
          backup,
          report.files(),
          report.bytes());
      return verdict("Damaged already when it was backed up", report.damaged());
    } catch (IOException e) {
      throw new UncheckedIOException("The restore failed: " + e.getMessage(), e);
    }
  }

  static int check(Path data, boolean deep) {
    try {
      LakeCheck.Result result = deep ? LakeCheck.deep(data) : LakeCheck.glance(data);
      result
          .user()
          .ifPresent(
              user -> System.out.println("The lake is at work and was read beside it: " + user));
      System.out.printf(
          Locale.ROOT,
          "Looked at %d blobs of %d versions %s.%n",
          result.blobs(),
          result.versions(),
          deep ? "byte by byte" : "by their lengths; --deep reads them");
      result.notes().forEach(note -> System.out.println("perhaps being written: " + note));
      if (result.wrong().isEmpty()) {
        System.out.println("Nothing is wrong.");
      }
      return verdict("Wrong", result.wrong());
    } catch (IOException e) {
      throw new UncheckedIOException("The check failed: " + e.getMessage(), e);
    }
  }

  private static int verdict(String what, List<String> lines) {
    lines.forEach(line -> System.out.println(what + ": " + line));
    return lines.isEmpty() ? 0 : 1;
  }

  private static String word(Options options, String command, String what) {
    if (options.words().size() != 1) {
      throw new UsageException(command + " needs one word, " + what);
    }
    return options.words().getFirst();
  }
}
