package io.tarn.protocol;

import io.tarn.api.Member;
import io.tarn.api.Schema;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import io.tarn.api.Type.Kind;
import io.tarn.api.Type.TimestampFormat;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Structures as XML: bodies of REST-XML, answers of the query protocols. */
final class XmlForm {
  private static final XMLInputFactory INPUT = XMLInputFactory.newDefaultFactory();

  static {
    INPUT.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    INPUT.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    INPUT.setProperty(XMLInputFactory.IS_COALESCING, true);
  }

  private final boolean millis;
  private final boolean queryNames;

  /**
   * @param millis whether timestamps always carry milliseconds, as S3's do
   * @param queryNames whether members go by the names of query forms
   */
  XmlForm(boolean millis, boolean queryNames) {
    this.millis = millis;
    this.queryNames = queryNames;
  }

  /** Input that is not the XML that was expected. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private String name(Member member) {
    return queryNames ? member.queryName() : member.locationName();
  }

  /** The structure's attributes and members, inside an element that has just been started. */
  void write(Structure structure, XmlWriter out) {
    Schema schema = structure.schema();
    List<Member> members = schema.members();
    for (Member member : members) {
      Object value = structure.get(member.index());
      if (member.isXmlAttribute() && value != null) {
        out.attribute(name(member), Texts.format(value, member.type(), TimestampFormat.ISO));
      }
    }
    for (Member member : members) {
      Object value = structure.get(member.index());
      if (value != null && !member.isXmlAttribute() && member.location() == Member.Location.BODY) {
        writeMember(member, value, out);
      }
    }
  }

  private void writeMember(Member member, Object value, XmlWriter out) {
    String name = name(member);
    Type type = member.type();
    if (member.isFlattened() && type.kind() == Kind.LIST) {
      writeElements((List<?>) value, type, name, out);
    } else if (member.isFlattened() && type.kind() == Kind.MAP) {
      writeEntries((Map<?, ?>) value, type, name, true, out);
    } else {
      writeElement(name, value, type, out);
    }
  }

  void writeElement(String name, Object value, Type type, XmlWriter out) {
    out.start(name);
    namespace(type, out);
    switch (type.kind()) {
      case STRUCTURE -> {
        write((Structure) value, out);
      }
      case LIST -> writeElements((List<?>) value, type, elementName(type.element(), "member"), out);
      case MAP -> writeEntries((Map<?, ?>) value, type, "entry", false, out);
      case TIMESTAMP -> out.text(timestamp((Instant) value, type));
      default -> out.text(Texts.format(value, type, TimestampFormat.ISO));
    }
    out.end(name);
  }

  private void writeElements(List<?> list, Type type, String name, XmlWriter out) {
    for (Object element : list) {
      if (element == null) {
        out.start(name).end(name);
      } else {
        writeElement(name, element, type.element(), out);
      }
    }
  }

  private static void namespace(Type type, XmlWriter out) {
    if (type.namespace() != null) {
      out.namespace(Objects.requireNonNullElse(type.namespacePrefix(), ""), type.namespace());
    }
  }

  private void writeEntries(
      Map<?, ?> map, Type type, String name, boolean flattened, XmlWriter out) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.start(name);
      if (flattened) {
        namespace(type, out);
      }
      writeElement(elementName(type.key(), "key"), entry.getKey(), type.key(), out);
      if (entry.getValue() != null) {
        writeElement(elementName(type.element(), "value"), entry.getValue(), type.element(), out);
      }
      out.end(name);
    }
  }

  private String timestamp(Instant time, Type type) {
    if (millis && type.timestampFormat() != TimestampFormat.HTTP) {
      return Texts.formatMillis(time);
    }
    return Texts.format(time, type, TimestampFormat.ISO);
  }

  private static String elementName(Type type, String otherwise) {
    String own = type.elementName();
    return own == null ? otherwise : own;
  }

  /** A reader on the root element. */
  static XMLStreamReader open(byte[] xml) throws Malformed {
    try {
      XMLStreamReader reader = INPUT.createXMLStreamReader(new StringReader(decode(xml)));
      while (reader.getEventType() != XMLStreamConstants.START_ELEMENT) {
        refuseDoctype(reader);
        reader.next();
      }
      return reader;
    } catch (XMLStreamException | CharacterCodingException | RuntimeException e) {
      throw new Malformed("not well-formed");
    }
  }

  /** AWS reads UTF-8 only; the JDK's reader would report other bytes on standard error. */
  private static String decode(byte[] xml) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(xml)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Reads the content of the element the reader stands on, up to and with its end. */
  void read(XMLStreamReader reader, StructureBuilder builder) throws Malformed {
    try {
      structure(reader, builder, 0);
    } catch (XMLStreamException e) {
      throw new Malformed("not well-formed");
    }
  }

  /** The text of the element the reader stands on. */
  static String readText(XMLStreamReader reader) throws Malformed {
    try {
      return text(reader);
    } catch (XMLStreamException e) {
      throw new Malformed("not well-formed");
    }
  }

  /** Whatever is behind the root element must be well-formed too. */
  static void finish(XMLStreamReader reader) throws Malformed {
    try {
      while (reader.hasNext()) {
        reader.next();
      }
    } catch (XMLStreamException | RuntimeException e) {
      throw new Malformed("not well-formed");
    }
  }

  private void structure(XMLStreamReader reader, StructureBuilder builder, int depth)
      throws XMLStreamException, Malformed {
    if (depth > Bodies.DEPTH_MAX) {
      throw new Malformed("nested deeper than " + Bodies.DEPTH_MAX);
    }
    attributes(reader, builder);
    Map<Member, Object> collected = new LinkedHashMap<>();
    while (nextChild(reader)) {
      Member member = find(builder.schema(), reader.getLocalName());
      if (member == null) {
        skip(reader, depth + 1);
        continue;
      }
      Type type = member.type();
      if (member.isFlattened() && type.kind() == Kind.LIST) {
        list(collected, member).add(value(reader, type.element(), depth + 1));
      } else if (member.isFlattened() && type.kind() == Kind.MAP) {
        entry(reader, type, map(collected, member), depth + 1);
      } else {
        builder.set(member.index(), value(reader, type, depth + 1));
      }
    }
    collected.forEach((member, value) -> builder.set(member.index(), value));
  }

  private @Nullable Member find(Schema schema, String element) {
    if (!queryNames) {
      return schema.findWireName(element);
    }
    for (Member member : schema.members()) {
      if (member.queryName().equals(element)) {
        return member;
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private static List<@Nullable Object> list(Map<Member, Object> collected, Member member) {
    return (List<@Nullable Object>) collected.computeIfAbsent(member, m -> new ArrayList<>());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(Map<Member, Object> collected, Member member) {
    return (Map<String, @Nullable Object>)
        collected.computeIfAbsent(member, m -> new LinkedHashMap<String, @Nullable Object>());
  }

  private void attributes(XMLStreamReader reader, StructureBuilder builder) throws Malformed {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String prefix = reader.getAttributePrefix(i);
      String local = reader.getAttributeLocalName(i);
      String name = prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
      for (Member member : builder.schema().members()) {
        if (member.isXmlAttribute()
            && (name(member).equals(name) || name(member).endsWith(":" + local))) {
          builder.set(member.index(), parse(reader.getAttributeValue(i), member.type()));
        }
      }
    }
  }

  private @Nullable Object value(XMLStreamReader reader, Type type, int depth)
      throws XMLStreamException, Malformed {
    switch (type.kind()) {
      case STRUCTURE -> {
        StructureBuilder builder = type.structure().newBuilder();
        structure(reader, builder, depth);
        return builder.build();
      }
      case LIST -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (nextChild(reader)) {
          list.add(value(reader, type.element(), depth + 1));
        }
        return list;
      }
      case MAP -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (nextChild(reader)) {
          entry(reader, type, map, depth + 1);
        }
        return map;
      }
      case DOCUMENT -> {
        skip(reader, depth);
        return null;
      }
      default -> {
        return parse(text(reader), type);
      }
    }
  }

  private void entry(
      XMLStreamReader reader, Type type, Map<String, @Nullable Object> map, int depth)
      throws XMLStreamException, Malformed {
    String key = null;
    Object value = null;
    while (nextChild(reader)) {
      if (reader.getLocalName().equals(elementName(type.key(), "key"))) {
        key = text(reader);
      } else if (reader.getLocalName().equals(elementName(type.element(), "value"))) {
        value = value(reader, type.element(), depth + 1);
      } else {
        skip(reader, depth + 1);
      }
    }
    if (key == null) {
      throw new Malformed("a map's entry without a key");
    }
    map.put(key, value);
  }

  private static Object parse(String text, Type type) throws Malformed {
    try {
      return Texts.parse(text, type, TimestampFormat.ISO);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Malformed("not a value of its type: " + text);
    }
  }

  /** Goes to the next child element's start; false at the end of the parent. */
  private static boolean nextChild(XMLStreamReader reader) throws XMLStreamException, Malformed {
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return false;
        }
        default -> refuseDoctype(reader);
      }
    }
  }

  private static String text(XMLStreamReader reader) throws XMLStreamException, Malformed {
    StringBuilder text = new StringBuilder();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return text.toString();
        }
        case XMLStreamConstants.START_ELEMENT -> throw new Malformed("an element inside a text");
        default -> refuseDoctype(reader);
      }
    }
  }

  private static void skip(XMLStreamReader reader, int depth) throws XMLStreamException, Malformed {
    int open = 1;
    while (open > 0) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        open++;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        open--;
      } else {
        refuseDoctype(reader);
      }
      if (depth + open > Bodies.DEPTH_MAX) {
        throw new Malformed("nested deeper than " + Bodies.DEPTH_MAX);
      }
    }
  }

  private static void refuseDoctype(XMLStreamReader reader) throws Malformed {
    if (reader.getEventType() == XMLStreamConstants.DTD
        || reader.getEventType() == XMLStreamConstants.ENTITY_REFERENCE) {
      throw new Malformed("document types and entities are not read");
    }
  }
}
