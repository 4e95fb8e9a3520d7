package io.tarn.catalog.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Small files as text, each with what the crawler makes of it. {@code UPDATE=1} in the environment
 * writes the findings into the files; the change is then read before it is kept.
 */
class TestInferenceCorpus {
  private static final Path CASES = Path.of("src/test/resources/inference");

  @TestFactory
  Stream<DynamicTest> findsWhatTheFilesHold() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(CASES)) {
      files = list.sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file);
    int input = text.indexOf("---- input\n");
    int expect = text.indexOf("---- expect\n");
    String head = text.substring(0, input);
    String body = text.substring(input + "---- input\n".length(), expect);
    String wanted = text.substring(expect + "---- expect\n".length());
    byte[] bytes = bytesOf(body, head);
    FileFinding finding =
        FileProbe.text(
            FileSample.whole(setting(head, "file"), bytes),
            ProbeRules.of(HeaderRule.EVIDENCE),
            offset -> 0);
    String found = describe(finding);
    if ("1".equals(System.getenv("UPDATE"))) {
      Files.writeString(file, text.substring(0, expect) + "---- expect\n" + found);
      return;
    }
    assertThat(found).isEqualTo(wanted);
  }

  private static byte[] bytesOf(String body, String head) throws IOException {
    String text = body;
    if (setting(head, "eol").equals("CRLF")) {
      text = text.replace("\n", "\r\n");
    }
    if (setting(head, "escapes").equals("yes")) {
      text = text.replace("\\u0001", "\u0001");
    }
    String name = setting(head, "encoding");
    Charset charset = name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (setting(head, "bom").equals("yes")) {
      bytes.write("\ufeff".getBytes(charset));
    }
    bytes.write(text.getBytes(charset));
    return bytes.toByteArray();
  }

  private static String setting(String head, String name) {
    return head.lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  private static String describe(FileFinding finding) {
    StringBuilder text = new StringBuilder();
    text.append(finding.format().classification()).append(", rows ").append(finding.rows());
    switch (finding.format()) {
      case FileFormat.Delimited csv ->
          text.append(csv.header() ? ", header" : ", no header")
              .append(", skip ")
              .append(csv.skipLines())
              .append(csv.quotesNeeded() ? ", quotes needed" : csv.quoted() ? ", quoted" : "");
      case FileFormat.Json json -> text.append(", ").append(json.style());
      case FileFormat.Xml xml -> text.append(", row tag ").append(xml.rowTag());
      case FileFormat.GrokLines lines -> text.append(", ").append(lines.pattern());
      case FileFormat.SelfDescribing other -> text.append(", ").append(other.codec());
      case FileFormat.Unknown(String why) -> text.append(", unknown: ").append(why);
      case FileFormat.Nothing(String why) -> text.append(", nothing: ").append(why);
    }
    text.append('\n');
    for (ColumnFinding column : finding.columns()) {
      text.append("column ").append(column.name()).append(": ").append(column.type().text());
      text.append(" -- ").append(column.why()).append('\n');
    }
    finding.why().forEach(line -> text.append("why ").append(line).append('\n'));
    finding.warnings().forEach(line -> text.append("warning ").append(line).append('\n'));
    return text.toString();
  }
}
