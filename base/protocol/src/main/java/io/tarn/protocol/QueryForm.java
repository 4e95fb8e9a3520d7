package io.tarn.protocol;

import io.tarn.api.Member;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import io.tarn.api.Type;
import io.tarn.api.Type.Kind;
import io.tarn.api.Type.TimestampFormat;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Structures as forms: {@code Filters.member.1.Name=x}. The form becomes a tree by its dots, and
 * the tree is read by the schema. EC2's dialect flattens every list and begins names with a
 * capital.
 */
final class QueryForm {
  private static final int PARAMETERS_MAX = 20_000;
  private static final int SEGMENTS_MAX = 64;

  /** What may stand in a form beside the operation's own parameters. */
  private static final Set<String> COMMON =
      Set.of(
          "Action",
          "Version",
          "AWSAccessKeyId",
          "Signature",
          "SignatureMethod",
          "SignatureVersion",
          "SecurityToken",
          "Timestamp",
          "Expires");

  private final boolean ec2;

  QueryForm(boolean ec2) {
    this.ec2 = ec2;
  }

  private static final class Node {
    @Nullable String value;
    final Map<String, Node> children = new LinkedHashMap<>();

    boolean isEmptyText() {
      return children.isEmpty() && value != null && value.isEmpty();
    }

    /** Children with numbers for names, in the order of the numbers. */
    List<Node> numbered() {
      Map<Integer, Node> sorted = new TreeMap<>();
      children.forEach(
          (name, node) -> {
            if (!name.isEmpty()
                && name.length() < 10
                && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
              sorted.put(Integer.parseInt(name), node);
            }
          });
      return new ArrayList<>(sorted.values());
    }
  }

  void read(List<Percent.Parameter> form, StructureBuilder builder) {
    if (form.size() > PARAMETERS_MAX) {
      throw malformed("The request has more than " + PARAMETERS_MAX + " parameters");
    }
    Node root = new Node();
    for (Percent.Parameter parameter : form) {
      if (COMMON.contains(parameter.name()) || parameter.name().startsWith("X-Amz-")) {
        continue;
      }
      String[] segments = parameter.name().split("\\.", SEGMENTS_MAX + 1);
      if (segments.length > SEGMENTS_MAX) {
        throw malformed("A parameter nests deeper than " + SEGMENTS_MAX);
      }
      Node node = root;
      for (String segment : segments) {
        node = node.children.computeIfAbsent(segment, name -> new Node());
      }
      node.value = parameter.value();
    }
    structure(root, builder);
  }

  private void structure(Node node, StructureBuilder builder) {
    int found = 0;
    for (Member member : builder.schema().members()) {
      Node child = node.children.get(name(member));
      if (child != null) {
        builder.set(member.index(), value(child, member.type(), isFlat(member), name(member)));
        found++;
      }
    }
    if (found < node.children.size()) {
      List<String> unknown = new ArrayList<>(node.children.keySet());
      builder.schema().members().forEach(member -> unknown.remove(name(member)));
      throw malformed(
          "Unknown parameter in " + builder.schema().name() + ": " + unknown.getFirst());
    }
  }

  private @Nullable Object value(Node node, Type type, boolean flat, String path) {
    return switch (type.kind()) {
      case STRUCTURE -> {
        StructureBuilder builder = type.structure().newBuilder();
        structure(node, builder);
        yield builder.build();
      }
      case LIST -> {
        List<@Nullable Object> list = new ArrayList<>();
        if (!node.isEmptyText()) {
          for (Node element : elements(node, type, flat, "member")) {
            list.add(value(element, type.element(), ec2, path));
          }
        }
        yield list;
      }
      case MAP -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (!node.isEmptyText()) {
          for (Node entry : elements(node, type, flat, "entry")) {
            Node key = entry.children.get(or(type.key().elementName(), "key"));
            Node value = entry.children.get(or(type.element().elementName(), "value"));
            if (key == null || key.value == null) {
              throw malformed("An entry of " + path + " has no key");
            }
            map.put(key.value, value == null ? null : value(value, type.element(), ec2, path));
          }
        }
        yield map;
      }
      default -> {
        if (node.value == null) {
          throw malformed("A structure stands where " + path + " is a simple value");
        }
        yield parse(node.value, type, path);
      }
    };
  }

  private static List<Node> elements(Node node, Type type, boolean flat, String otherwise) {
    if (flat) {
      return node.numbered();
    }
    Node inner = node.children.get(or(type.element().elementName(), otherwise));
    if (inner == null || type.kind() == Kind.MAP) {
      inner = node.children.get(otherwise);
    }
    return inner == null ? node.numbered() : inner.numbered();
  }

  private static Object parse(String text, Type type, String path) {
    try {
      return Texts.parse(text, type, TimestampFormat.ISO);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw malformed("The value of " + path + " is not of its type: " + text);
    }
  }

  /** The form of a structure, in the order of its members. */
  void write(Structure structure, List<Percent.Parameter> out) {
    structure(structure, "", out);
  }

  private void structure(Structure structure, String prefix, List<Percent.Parameter> out) {
    for (Member member : structure.schema().members()) {
      Object value = structure.get(member.index());
      if (value != null) {
        value(value, member.type(), isFlat(member), prefix + name(member), out);
      }
    }
  }

  private void value(
      Object value, Type type, boolean flat, String name, List<Percent.Parameter> out) {
    switch (type.kind()) {
      case STRUCTURE -> structure((Structure) value, name + ".", out);
      case LIST -> {
        List<?> list = (List<?>) value;
        if (list.isEmpty() && !ec2) {
          out.add(new Percent.Parameter(name, "", true));
        }
        String base =
            flat ? name + "." : name + "." + or(type.element().elementName(), "member") + ".";
        int index = 1;
        for (Object element : list) {
          if (element != null) {
            value(element, type.element(), ec2, base + index, out);
          }
          index++;
        }
      }
      case MAP -> {
        String base = flat ? name + "." : name + ".entry.";
        int index = 1;
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          String at = base + index + ".";
          value(entry.getKey(), type.key(), ec2, at + or(type.key().elementName(), "key"), out);
          if (entry.getValue() != null) {
            String valueName = or(type.element().elementName(), "value");
            value(entry.getValue(), type.element(), ec2, at + valueName, out);
          }
          index++;
        }
      }
      default ->
          out.add(
              new Percent.Parameter(name, Texts.format(value, type, TimestampFormat.ISO), true));
    }
  }

  private boolean isFlat(Member member) {
    return ec2 || member.isFlattened();
  }

  private String name(Member member) {
    String name = member.queryName();
    if (!ec2 || !name.equals(member.locationName())) {
      return name;
    }
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static String or(@Nullable String name, String otherwise) {
    return name == null ? otherwise : name;
  }

  static ServiceError malformed(String message) {
    return new ServiceError("MalformedInput", 400, message);
  }
}
