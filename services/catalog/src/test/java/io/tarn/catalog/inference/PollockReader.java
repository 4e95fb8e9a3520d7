package io.tarn.catalog.inference;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads every file of a folder as the crawler would have it read and writes what came of it as
 * plain CSV, which the benchmark's own script then judges. Run by hand; see docs/SUITES.md.
 */
final class PollockReader {
  private PollockReader() {}

  /** Arguments: the folder with polluted files, the folder to write to. */
  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[0]);
    Path to = Files.createDirectories(Path.of(arguments[1]));
    List<Path> files;
    try (Stream<Path> list = Files.list(from)) {
      files = list.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      Files.writeString(to.resolve(name + "_converted.csv"), read(name, Files.readAllBytes(file)));
    }
  }

  private static String read(String name, byte[] bytes) throws IOException {
    FileFinding finding =
        FileProbe.text(
            FileSample.whole(name, bytes), ProbeRules.of(HeaderRule.EVIDENCE), offset -> 0);
    if (!(finding.format() instanceof FileFormat.Delimited csv)) {
      return finding.format() instanceof FileFormat.Nothing ? "" : "Application Error\n";
    }
    InputStreamReader text =
        new InputStreamReader(new ByteArrayInputStream(bytes), csv.encoding().charset());
    List<List<String>> rows = new ArrayList<>();
    if (csv.header()) {
      rows.add(csv.firstRow());
    }
    try (DelimitedRows reader =
        new DelimitedRows(
            text, csv.dialect(), finding.columns().size(), csv.skipLines(), bytes.length)) {
      Row row = reader.next();
      while (row != null) {
        rows.add(row.cells());
        row = reader.next();
      }
    }
    return rows.stream().map(PollockReader::line).collect(Collectors.joining());
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(",", "", "\r\n"));
  }
}
