package io.tarn.catalog.inference;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells what a file is from its bytes; its name only breaks ties. */
final class FileProbe {
  private static final Set<String> FOREIGN =
      Set.of(
          "md",
          "html",
          "htm",
          "pdf",
          "py",
          "sh",
          "sql",
          "yaml",
          "yml",
          "toml",
          "ini",
          "properties",
          "css",
          "js",
          "java",
          "rtf",
          "tex");

  /** Names that promise rows: a file that is called so and has none is damaged or encrypted. */
  private static final Set<String> PROMISES =
      Set.of(
          "parquet", "orc", "avro", "csv", "tsv", "json", "jsonl", "ndjson", "xml", "log", "txt");

  private static final int LOG_COLUMNS_MIN = 4;

  private FileProbe() {}

  /** The format whose magic bytes the file begins with, when it is one that describes itself. */
  static Optional<String> selfDescribing(byte[] head) {
    if (begins(head, "PAR1")) {
      return Optional.of("parquet");
    }
    if (begins(head, "PARE")) {
      return Optional.of("encrypted parquet");
    }
    if (begins(head, "ORC")) {
      return Optional.of("orc");
    }
    return begins(head, "Obj\u0001") ? Optional.of("avro") : Optional.empty();
  }

  /** The finding for a file of text. */
  static FileFinding text(FileSample sample, ProbeRules rules, FileSample.LineCounter lines)
      throws IOException {
    if (!sample.compression().isReadable()) {
      return FileFinding.unreadable(
          sample.name(),
          sample.compression(),
          "compressed with " + sample.compression().text() + ", which this crawler does not read");
    }
    if (sample.head().length == 0) {
      return FileFinding.nothing(sample.name(), sample.compression(), "empty: no evidence");
    }
    Optional<TextEncoding> encoding = TextEncoding.find(sample.head());
    if (encoding.isEmpty()) {
      String why = "binary: neither text nor a format known here";
      return PROMISES.contains(extension(sample.name()))
          ? FileFinding.unreadable(sample.name(), sample.compression(), why)
          : FileFinding.unknown(sample.name(), sample.compression(), why);
    }
    if (encoding.get().decode(sample.head(), encoding.get().markLength()).isBlank()) {
      return FileFinding.nothing(
          sample.name(), sample.compression(), "only white space: no evidence");
    }
    Optional<FileFinding> told = new ClassifierProbe(sample, encoding.get(), lines, rules).probe();
    if (told.isPresent()) {
      return told.get();
    }
    Optional<FileFinding> marked =
        JsonProbe.probe(sample, encoding.get(), "")
            .or(() -> new XmlProbe(sample, encoding.get()).probe(""))
            .or(() -> new LogProbe(sample, encoding.get()).probe());
    if (marked.isPresent()) {
      return marked.get();
    }
    String foreign = foreignExtension(sample.name());
    if (!foreign.isEmpty()) {
      return FileFinding.unknown(
          sample.name(), sample.compression(), "a ." + foreign + " file is no table");
    }
    return new DelimitedProbe(sample, encoding.get(), lines, rules)
        .probe()
        .filter(found -> !isLog(sample.name()) || isNamed(found))
        .orElseGet(
            () ->
                FileFinding.unknown(
                    sample.name(),
                    sample.compression(),
                    "text without rows of equal width under any delimiter"));
  }

  private static boolean isLog(String name) {
    return Compression.plainName(name).toLowerCase(Locale.ROOT).endsWith(".log");
  }

  /** Lines of a program's log often have some equal width by chance; a header is no chance. */
  private static boolean isNamed(FileFinding finding) {
    return finding.format() instanceof FileFormat.Delimited csv
        && (csv.header() || !finding.columns().getFirst().name().equals("col0"))
        && finding.columns().size() >= LOG_COLUMNS_MIN;
  }

  private static String foreignExtension(String name) {
    String extension = extension(name);
    return FOREIGN.contains(extension) ? extension : "";
  }

  private static String extension(String name) {
    String plain = Compression.plainName(name).toLowerCase(Locale.ROOT);
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private static boolean begins(byte[] bytes, String magic) {
    if (bytes.length < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if (bytes[i] != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
