package io.tarn.catalog.inference;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Looks into an XML file: the row tag, given or found, and the fields of the rows. The row tag is
 * the outermost element with fields of its own that comes again and again; a document without one
 * is a single row. Neither document types nor external entities are followed.
 */
final class XmlProbe {
  private static final int DEPTH_MAX = 100;
  private static final Set<String> NO_TABLES = Set.of("html", "svg", "project", "xsl:stylesheet");
  private static final XMLInputFactory XML = factory();

  private final FileSample sample;
  private final TextEncoding encoding;
  private final List<String> warnings = new ArrayList<>();

  XmlProbe(FileSample sample, TextEncoding encoding) {
    this.sample = sample;
    this.encoding = encoding;
  }

  /**
   * The finding; absent when the text does not begin like XML, or holds no row of the tag.
   *
   * @param rowTag the tag of rows, or empty to find it
   */
  Optional<FileFinding> probe(String rowTag) {
    String text = encoding.decode(sample.head(), encoding.markLength());
    String begin = text.stripLeading();
    if (!begin.startsWith("<") || begin.regionMatches(true, 0, "<!doctype html", 0, 14)) {
      return Optional.empty();
    }
    XmlShape document = new XmlShape();
    boolean complete = read(begin, document);
    if (document.fields().isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<String, XmlShape> root = document.fields().entrySet().iterator().next();
    if (NO_TABLES.contains(root.getKey().toLowerCase(Locale.ROOT))
        || (!complete && isEmpty(root))) {
      return Optional.empty();
    }
    Map.@Nullable Entry<String, XmlShape> row = rowTag.isEmpty() ? find(root) : named(root, rowTag);
    if (row == null || !row.getValue().isStructured()) {
      return Optional.empty();
    }
    List<ColumnFinding> columns = new ArrayList<>();
    row.getValue()
        .fields()
        .forEach(
            (name, field) ->
                columns.add(
                    new ColumnFinding(name.toLowerCase(Locale.ROOT), field.type(), field.why())));
    return Optional.of(
        new FileFinding(
            sample.name(),
            new FileFormat.Xml("xml", row.getKey(), encoding),
            sample.compression(),
            columns,
            row.getValue().count(),
            sample.head().length,
            sample.whole(),
            List.of(
                "encoding " + encoding.charset() + ": " + encoding.why(),
                "XML, row tag "
                    + row.getKey()
                    + (rowTag.isEmpty() ? " found" : " given")
                    + ": "
                    + row.getValue().count()
                    + " rows"),
            warnings));
  }

  private static boolean isEmpty(Map.Entry<String, XmlShape> root) {
    return root.getValue().fields().isEmpty();
  }

  /** Reads the whole text into the shape; false when it ends or breaks before its end. */
  private boolean read(String text, XmlShape document) {
    Deque<XmlShape.Occurrence> open = new ArrayDeque<>();
    open.push(new XmlShape.Occurrence(document));
    try {
      XMLStreamReader in = XML.createXMLStreamReader(new StringReader(text));
      while (in.hasNext()) {
        int line = in.getLocation().getLineNumber();
        switch (in.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            if (open.size() > DEPTH_MAX) {
              warnings.add(sample.name() + " line " + line + ": nested deeper than " + DEPTH_MAX);
              return false;
            }
            XmlShape.Occurrence child = open.element().child(nameOf(in));
            for (int i = 0; i < in.getAttributeCount(); i++) {
              child.attribute(
                  in.getAttributeLocalName(i), in.getAttributeValue(i), sample.name(), line);
            }
            open.push(child);
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              open.element().characters(in.getText());
          case XMLStreamConstants.END_ELEMENT -> open.pop().close(sample.name(), line);
          default -> {}
        }
      }
      return true;
    } catch (XMLStreamException e) {
      if (sample.whole()) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf("Message: ");
        warnings.add(
            sample.name()
                + " line "
                + line
                + ": not XML: "
                + (end < 0 ? message : message.substring(end + 9)).replace('\n', ' '));
      }
      return false;
    }
  }

  private static String nameOf(XMLStreamReader in) {
    String prefix = in.getPrefix();
    return prefix == null || prefix.isEmpty()
        ? in.getLocalName()
        : prefix + ":" + in.getLocalName();
  }

  /** Down from the root while there is but one structured child, to the first that repeats. */
  private static Map.Entry<String, XmlShape> find(Map.Entry<String, XmlShape> root) {
    Map.Entry<String, XmlShape> at = root;
    while (true) {
      Map.@Nullable Entry<String, XmlShape> most = null;
      Map.@Nullable Entry<String, XmlShape> only = null;
      int structured = 0;
      for (Map.Entry<String, XmlShape> child : at.getValue().fields().entrySet()) {
        if (!child.getValue().isStructured()) {
          continue;
        }
        structured++;
        only = child;
        boolean repeats = child.getValue().most() > 1;
        if (repeats && (most == null || child.getValue().count() > most.getValue().count())) {
          most = child;
        }
      }
      if (most != null) {
        return most;
      }
      if (structured != 1 || only == null || at.getValue().fields().size() > 4) {
        return at;
      }
      at = only;
    }
  }

  private static Map.@Nullable Entry<String, XmlShape> named(
      Map.Entry<String, XmlShape> root, String tag) {
    Deque<Map.Entry<String, XmlShape>> queue = new ArrayDeque<>(List.of(root));
    while (!queue.isEmpty()) {
      Map.Entry<String, XmlShape> at = queue.remove();
      if (at.getKey().equals(tag)) {
        return at;
      }
      queue.addAll(at.getValue().fields().entrySet());
    }
    return null;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    return factory;
  }
}
