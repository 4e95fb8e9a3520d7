package io.tarn.catalog.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for lines of a known log format. Nearly all lines must have the form; those that have not
 * are named. Classifications are Glue's where it has a built-in classifier for the format.
 */
final class LogProbe {
  private static final int LINES = 2_000;
  private static final int LINE_MAX = 16_384;
  private static final double SHARE = 0.9;
  private static final Map<String, String> OWN = Grok.resource("log-patterns.txt");
  private static final List<Known> KNOWN = new ArrayList<>();

  /** A format with what a table must say of it. */
  private record Known(Grok grok, String pattern, String custom, String classification) {}

  static {
    know("COMBINEDAPACHELOG", "combined_apache");
    know("COMMONAPACHELOG", "apache");
    know("LINUX_KERNEL_LOG", "linux_kernel");
    know("SYSLOGLINE", "syslog");
    know("RUBY_LOGGER", "ruby_logger");
    know("SQUID3", "squid");
    know("REDISMONLOG", "redismonlog");
    know("REDISLOG", "redislog");
    know("S3_ACCESS_LOG", "s3_access_log");
    know("ALB_ACCESS_LOG", "alb_access_log");
    know("ELB_ACCESS_LOG", "elb_access_log");
    know("VPC_FLOW_LOG", "vpc_flow_log");
    know("LEVELED_LOG", "log");
  }

  private final FileSample sample;
  private final TextEncoding encoding;

  LogProbe(FileSample sample, TextEncoding encoding) {
    this.sample = sample;
    this.encoding = encoding;
  }

  private static void know(String name, String classification) {
    String pattern = "%{" + name + "}";
    String definition = OWN.get(name);
    String custom = definition == null ? "" : name + " " + definition;
    KNOWN.add(new Known(Grok.compile(pattern, custom), pattern, custom, classification));
  }

  /** The first known format that the lines have. */
  Optional<FileFinding> probe() {
    List<String> lines = lines();
    for (Known known : KNOWN) {
      if (!isHeader(lines, known.grok())
          && lines.stream().limit(3).anyMatch(line -> known.grok().match(line).isPresent())) {
        Optional<FileFinding> finding =
            probe(lines, known.grok(), known.pattern(), known.custom(), known.classification());
        if (finding.isPresent()) {
          return finding;
        }
      }
    }
    return Optional.empty();
  }

  /** A first line of other words, as many as there are fields: such a file is delimited text. */
  private static boolean isHeader(List<String> lines, Grok grok) {
    return !lines.isEmpty()
        && lines.getFirst().strip().split(" +", -1).length == grok.fields().size()
        && grok.match(lines.getFirst()).isEmpty();
  }

  /**
   * The finding when the lines have the given form.
   *
   * @throws IllegalArgumentException when the pattern is none
   */
  Optional<FileFinding> probe(CustomClassifier.GrokLines given) {
    Grok grok = Grok.compile(given.pattern(), given.customPatterns());
    return probe(lines(), grok, given.pattern(), given.customPatterns(), given.classification());
  }

  private List<String> lines() {
    String text = encoding.decode(sample.head(), encoding.markLength());
    List<String> lines = new ArrayList<>(text.lines().limit(LINES + 1L).toList());
    if ((!sample.whole() || lines.size() > LINES) && lines.size() > 1) {
      lines.removeLast();
    }
    return lines;
  }

  private Optional<FileFinding> probe(
      List<String> lines, Grok grok, String pattern, String custom, String classification) {
    int filled = 0;
    int taken = 0;
    int others = 0;
    String firstOther = "";
    List<ColumnEvidence> evidence = new ArrayList<>();
    grok.fields().forEach(field -> evidence.add(new ColumnEvidence()));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank()) {
        continue;
      }
      filled++;
      Optional<List<@Nullable String>> values =
          line.length() > LINE_MAX ? Optional.empty() : grok.match(line);
      if (values.isEmpty()) {
        others++;
        firstOther = others == 1 ? sample.name() + " line " + (i + 1) : firstOther;
        continue;
      }
      taken++;
      for (int f = 0; f < evidence.size(); f++) {
        String value = values.get().get(f);
        evidence.get(f).see(value == null ? "" : value, sample.name(), i + 1L);
      }
    }
    if (taken == 0 || taken < filled * SHARE) {
      return Optional.empty();
    }
    List<ColumnFinding> columns = new ArrayList<>();
    for (int f = 0; f < evidence.size(); f++) {
      Grok.Field field = grok.fields().get(f);
      columns.add(
          new ColumnFinding(
              field.name(),
              HiveType.parse(field.hiveType()),
              "a field of the grok pattern: " + evidence.get(f).why()));
    }
    List<String> warnings =
        others == 0
            ? List.of()
            : List.of(
                others
                    + " of "
                    + filled
                    + " lines do not have the form; the first is "
                    + firstOther);
    return Optional.of(
        new FileFinding(
            sample.name(),
            new FileFormat.GrokLines(classification, pattern, custom, encoding),
            sample.compression(),
            columns,
            taken,
            sample.head().length,
            sample.whole(),
            List.of(
                "encoding " + encoding.charset() + ": " + encoding.why(),
                taken + " of " + filled + " lines have the form " + pattern),
            warnings));
  }
}
