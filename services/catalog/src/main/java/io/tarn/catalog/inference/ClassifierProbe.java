package io.tarn.catalog.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the crawler's own classifiers, in their order, before the built-in ones. */
final class ClassifierProbe {
  private final FileSample sample;
  private final TextEncoding encoding;
  private final FileSample.LineCounter lines;
  private final ProbeRules rules;

  ClassifierProbe(
      FileSample sample, TextEncoding encoding, FileSample.LineCounter lines, ProbeRules rules) {
    this.sample = sample;
    this.encoding = encoding;
    this.lines = lines;
    this.rules = rules;
  }

  /** The finding of the first classifier that takes the file. */
  Optional<FileFinding> probe() throws IOException {
    for (CustomClassifier classifier : rules.classifiers()) {
      Optional<FileFinding> finding = ask(classifier);
      if (finding.isPresent()) {
        return finding.map(found -> named(found, classifier.name()));
      }
    }
    return Optional.empty();
  }

  private Optional<FileFinding> ask(CustomClassifier classifier) throws IOException {
    return switch (classifier) {
      case CustomClassifier.Csv csv ->
          new DelimitedProbe(sample, encoding, lines, rules).probe(csv);
      case CustomClassifier.Json json -> JsonProbe.probe(sample, encoding, json.path());
      case CustomClassifier.Xml xml ->
          new XmlProbe(sample, encoding)
              .probe(xml.rowTag())
              .map(found -> classified(found, xml.classification()));
      case CustomClassifier.GrokLines grok -> new LogProbe(sample, encoding).probe(grok);
    };
  }

  private static FileFinding classified(FileFinding finding, String classification) {
    return finding.format() instanceof FileFormat.Xml xml
        ? finding.withFormat(new FileFormat.Xml(classification, xml.rowTag(), xml.encoding()))
        : finding;
  }

  private static FileFinding named(FileFinding finding, String name) {
    List<String> why = new ArrayList<>(finding.why());
    why.add("taken by the classifier " + name);
    return finding.withWhy(why);
  }
}
