package io.tarn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Compares a body with a vector's as its media type wants: by meaning, not by bytes. */
final class VectorBodies {
  /** What an answer carries beside its output, and the vectors leave to the server. */
  private static final Set<String> OF_THE_ANSWER =
      Set.of(
          "ResponseMetadata", "RequestId", "requestId", "RequestID", "HostId", "Resource", "Type");

  private static final ObjectMapper JSON = new ObjectMapper();

  private VectorBodies() {}

  static void assertSame(String actual, String expected, String mediaType, Set<String> ignored)
      throws Exception {
    switch (mediaType) {
      case "application/json" -> {
        if (expected.isBlank() || actual.isBlank()) {
          assertThat(actual.replace("{}", "").strip())
              .isEqualTo(expected.replace("{}", "").strip());
        } else {
          assertThat(JSON.readTree(bareType(actual))).isEqualTo(JSON.readTree(bareType(expected)));
        }
      }
      case "application/xml" -> {
        if (expected.isBlank()) {
          assertThat(actual).isBlank();
        } else {
          assertThat(xml(actual, ignored)).isEqualTo(xml(expected, ignored));
        }
      }
      case "application/x-www-form-urlencoded" ->
          assertThat(form(actual)).isEqualTo(form(expected));
      default -> assertThat(actual).isEqualTo(expected);
    }
  }

  /** Services of AWS differ in whether an error's type carries its namespace; clients take both. */
  private static String bareType(String json) {
    return json.replaceAll("\"__type\":\\s*\"[^\"#]*#", "\"__type\":\"");
  }

  private static List<String> form(String text) {
    List<String> pairs = new ArrayList<>();
    Percent.parameters(text.replaceAll("\\s+", ""))
        .forEach(p -> pairs.add(p.name() + "=" + p.value()));
    pairs.sort(null);
    return pairs;
  }

  private static String xml(String text, Set<String> ignored) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    Element root =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    StringBuilder out = new StringBuilder();
    canonical(root, out, "", ignored);
    return out.toString();
  }

  private static void canonical(
      Element element, StringBuilder out, String indent, Set<String> ignored) {
    TreeMap<String, String> attributes = new TreeMap<>();
    NamedNodeMap map = element.getAttributes();
    // AWS's services put their namespace on errors; the vectors do not, and no client looks.
    boolean error = element.getTagName().equals("ErrorResponse");
    for (int i = 0; i < map.getLength() && !error; i++) {
      attributes.put(map.item(i).getNodeName(), map.item(i).getNodeValue());
    }
    out.append(indent).append(element.getTagName()).append(attributes).append('\n');
    StringBuilder text = new StringBuilder();
    // Members come in any order; elements of one name keep theirs.
    TreeMap<String, StringBuilder> children = new TreeMap<>();
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        if (OF_THE_ANSWER.contains(inner.getTagName()) || ignored.contains(inner.getTagName())) {
          continue;
        }
        canonical(
            inner,
            children.computeIfAbsent(inner.getTagName(), name -> new StringBuilder()),
            indent + "  ",
            ignored);
      } else if (child.getNodeValue() != null) {
        text.append(child.getNodeValue());
      }
    }
    children.values().forEach(out::append);
    if (children.isEmpty() && !text.toString().isBlank()) {
      out.append(indent).append("  ").append(instant(text.toString())).append('\n');
    }
  }

  /** A time is the same in every zone. */
  private static String instant(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\dT.*[+-]\\d\\d:\\d\\d")
        ? OffsetDateTime.parse(text).toInstant().toString()
        : text;
  }

  static TreeSet<String> query(String raw) {
    return new TreeSet<>(List.of(raw.split("&")));
  }
}
