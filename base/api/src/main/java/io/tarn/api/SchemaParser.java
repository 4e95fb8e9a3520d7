package io.tarn.api;

import io.tarn.api.Type.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the compact text of a schema:
 *
 * <pre>
 * schema = name attributes *( newline member )
 * member = name " " type attributes
 * type   = s b i l f d B(lob) t(imestamp) j(document) Y(byte) H(short) I(big integer) D(big decimal)
 *        | "#" index | "[" type attributes "]" | "{" type attributes ":" type attributes "}"
 * attributes = *( " " word [ "=" value ] )
 * </pre>
 *
 * Spaces, control characters and {@code %[]{}:|} are percent-escaped in values. Members: {@code !}
 * required, {@code h} header, {@code H} header prefix, {@code u} path label, {@code q} query,
 * {@code c} status code, {@code n} wire name, {@code qn} query name, {@code token}, {@code stream},
 * {@code flat}, {@code attr}, {@code evp}, {@code evh}, {@code host}, {@code json}. Types: {@code
 * min}, {@code max}, {@code p} pattern, {@code e} enum, {@code tf} timestamp format, {@code
 * sparse}, {@code secret}, {@code ns}, {@code pfx}. Structures: {@code union}, {@code events},
 * {@code event}, {@code payload}, {@code n}.
 */
final class SchemaParser {
  private static final String ENDS = " \n]}:";

  private final Shapes shapes;
  private final String text;
  private int at;

  SchemaParser(Shapes shapes, String text) {
    this.shapes = shapes;
    this.text = text;
  }

  Schema.Facts parse() {
    Schema.Facts facts = new Schema.Facts();
    facts.name = word();
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
      structureAttribute(facts, word());
    }
    List<Member> members = new ArrayList<>();
    while (at < text.length()) {
      at++;
      Member member = member(members.size());
      members.add(member);
      facts.byName.put(member.name, member);
      if (member.location == Member.Location.BODY) {
        facts.byWireName.put(member.locationName, member);
      }
    }
    facts.members = List.copyOf(members);
    return facts;
  }

  private Member member(int index) {
    String name = word();
    at++;
    Member member = new Member(name, index, type());
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
      String attribute = word();
      if (!memberAttribute(member, attribute)) {
        typeAttribute(member.type, attribute);
      }
    }
    return member;
  }

  private Type type() {
    char c = text.charAt(at++);
    return switch (c) {
      case 's' -> new Type(Kind.STRING);
      case 'b' -> new Type(Kind.BOOLEAN);
      case 'Y' -> new Type(Kind.BYTE);
      case 'H' -> new Type(Kind.SHORT);
      case 'i' -> new Type(Kind.INTEGER);
      case 'l' -> new Type(Kind.LONG);
      case 'f' -> new Type(Kind.FLOAT);
      case 'd' -> new Type(Kind.DOUBLE);
      case 'I' -> new Type(Kind.BIG_INTEGER);
      case 'D' -> new Type(Kind.BIG_DECIMAL);
      case 'B' -> new Type(Kind.BLOB);
      case 't' -> new Type(Kind.TIMESTAMP);
      case 'j' -> new Type(Kind.DOCUMENT);
      case '#' -> {
        Type type = new Type(Kind.STRUCTURE);
        type.structure = shapes.schema(Integer.parseInt(word()));
        yield type;
      }
      case '[' -> {
        Type type = new Type(Kind.LIST);
        type.element = element();
        yield type;
      }
      case '{' -> {
        Type type = new Type(Kind.MAP);
        type.key = element();
        type.element = element();
        yield type;
      }
      default -> throw new IllegalStateException("bad schema at " + at + ": " + text);
    };
  }

  /** A type with its attributes and the bracket or colon behind it. */
  private Type element() {
    Type type = type();
    while (text.charAt(at) == ' ') {
      at++;
      typeAttribute(type, word());
    }
    at++;
    return type;
  }

  private static void structureAttribute(Schema.Facts facts, String attribute) {
    String value = value(attribute);
    switch (name(attribute)) {
      case "union" -> facts.union = true;
      case "events" -> facts.events = true;
      case "event" -> facts.event = true;
      case "payload" -> facts.payload = value;
      case "n" -> facts.xmlName = value;
      case "ns" -> facts.namespace = value;
      case "pfx" -> facts.namespacePrefix = value;
      default -> throw new IllegalStateException("unknown attribute " + attribute);
    }
  }

  private static boolean memberAttribute(Member member, String attribute) {
    String value = value(attribute);
    switch (name(attribute)) {
      case "!" -> member.required = true;
      case "h" -> place(member, Member.Location.HEADER, value);
      case "H" -> place(member, Member.Location.HEADERS, value);
      case "u" -> place(member, Member.Location.URI, value);
      case "q" -> place(member, Member.Location.QUERY, value);
      case "c" -> member.location = Member.Location.STATUS_CODE;
      case "n" -> {
        member.locationName = value;
        member.renamed = true;
      }
      case "qn" -> member.queryName = value;
      case "token" -> member.idempotencyToken = true;
      case "stream" -> member.streaming = true;
      case "flat" -> member.flattened = true;
      case "attr" -> member.xmlAttribute = true;
      case "evp" -> member.eventPayload = true;
      case "evh" -> member.eventHeader = true;
      case "host" -> member.hostLabel = true;
      case "json" -> member.jsonValue = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void place(Member member, Member.Location location, String name) {
    member.location = location;
    member.locationName = name;
  }

  private static void typeAttribute(Type type, String attribute) {
    String value = value(attribute);
    switch (name(attribute)) {
      case "n" -> type.elementName = value;
      case "min" -> type.min = new BigDecimal(value);
      case "max" -> type.max = new BigDecimal(value);
      case "p" -> type.pattern = value;
      case "e" -> type.constants = constants(attribute.substring(2));
      case "tf" -> type.timestampFormat = format(value);
      case "sparse" -> type.sparse = true;
      case "secret" -> type.secret = true;
      case "ns" -> type.namespace = value;
      case "pfx" -> type.namespacePrefix = value;
      case "mt" -> type.mediaType = value;
      default -> throw new IllegalStateException("unknown attribute " + attribute);
    }
  }

  private static Type.TimestampFormat format(String name) {
    return switch (name) {
      case "iso8601", "date-time" -> Type.TimestampFormat.ISO;
      case "unixTimestamp", "epoch-seconds" -> Type.TimestampFormat.EPOCH;
      case "rfc822", "http-date" -> Type.TimestampFormat.HTTP;
      default -> throw new IllegalStateException("unknown timestamp format " + name);
    };
  }

  private static List<String> constants(String escaped) {
    return Arrays.stream(escaped.split("\\|", -1)).map(SchemaParser::unescape).toList();
  }

  private static String name(String attribute) {
    int equals = attribute.indexOf('=');
    return equals < 0 ? attribute : attribute.substring(0, equals);
  }

  private static String value(String attribute) {
    int equals = attribute.indexOf('=');
    return equals < 0 ? "" : unescape(attribute.substring(equals + 1));
  }

  private static String unescape(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        byte[] one = {(byte) Integer.parseInt(value, i + 1, i + 3, 16)};
        out.append(new String(one, StandardCharsets.ISO_8859_1));
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private String word() {
    int start = at;
    while (at < text.length() && ENDS.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }
}
