package io.tarn.generator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One structure as a record with its builder. */
final class RecordWriter {
  private final Model model;
  private final String structure;
  private final String className;
  private final List<Component> components = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  /** A member as Java: its name, its type, whether it may be absent. */
  private record Component(String name, String type, boolean required) {
    String declared() {
      if (required) {
        return type;
      }
      if (type.endsWith("[]")) {
        return type.replace("[]", " @Nullable []");
      }
      int dot =
          type.indexOf('<') < 0 ? type.lastIndexOf('.') : type.lastIndexOf('.', type.indexOf('<'));
      return type.substring(0, dot + 1) + "@Nullable " + type.substring(dot + 1);
    }
  }

  RecordWriter(Model model, String structure) {
    this.model = model;
    this.structure = structure;
    this.className = model.className(structure);
    Set<String> required = new HashSet<>();
    JsonNode shape = model.shape(structure);
    shape.path("required").forEach(name -> required.add(name.asText()));
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : shape.path("members").properties()) {
      String name = Names.member(member.getKey());
      while (!names.add(name)) {
        name = name + "_";
      }
      components.add(
          new Component(name, type(member.getValue()), required.contains(member.getKey())));
    }
  }

  String write() {
    line("package io.tarn.api.%s;", model.service());
    line("");
    line("import org.jspecify.annotations.Nullable;");
    line("");
    line(
        "/** AWS's structure {@code %s}. Required members are there once the input is validated. */",
        structure);
    line("@SuppressWarnings({\"unchecked\", \"NullAway\"})");
    line("public record %s(%s) implements io.tarn.api.Structure {", className, parameters());
    line(
        "  public static final io.tarn.api.Schema SCHEMA = %sShapes.ALL.schema(%d);",
        model.prefix(), model.index(structure));
    line("");
    copies();
    line("  @Override public io.tarn.api.Schema schema() { return SCHEMA; }");
    line("");
    accessor();
    line(
        "  @Override public String toString() { return io.tarn.api.StructureJson.describe(this); }");
    line("");
    line("  public static Builder builder() { return new Builder(); }");
    line("");
    line(
        "  public Builder toBuilder() { Builder copy = new Builder(); copy.setAll(this); return copy; }");
    line("");
    line("  static String compact() {");
    line("    return %s;", Names.literal(new CompactWriter(model).write(structure)));
    line("  }");
    line("");
    builder();
    line("}");
    return out.toString();
  }

  private String parameters() {
    List<String> parameters = new ArrayList<>();
    components.forEach(c -> parameters.add(c.declared() + " " + c.name()));
    return String.join(", ", parameters);
  }

  private void copies() {
    List<Component> collections =
        components.stream().filter(c -> c.type().startsWith("java.util.")).toList();
    if (collections.isEmpty()) {
      return;
    }
    line("  public %s {", className);
    collections.forEach(c -> line("    %1$s = io.tarn.api.StructureBuilder.copy(%1$s);", c.name()));
    line("  }");
    line("");
  }

  private void accessor() {
    line("  @Override public @Nullable Object get(int index) {");
    if (components.isEmpty()) {
      line("    throw new IndexOutOfBoundsException(index);");
      line("  }");
      line("");
      return;
    }
    line("    return switch (index) {");
    for (int i = 0; i < components.size(); i++) {
      line("      case %d -> this.%s;", i, components.get(i).name());
    }
    line("      default -> throw new IndexOutOfBoundsException(index);");
    line("    };");
    line("  }");
    line("");
  }

  private void builder() {
    line("  /** Builds {@link %s}. */", className);
    line("  public static final class Builder extends io.tarn.api.StructureBuilder {");
    line("    private Builder() { super(SCHEMA, %d); }", components.size());
    for (int i = 0; i < components.size(); i++) {
      Component c = components.get(i);
      line("");
      line(
          "    public Builder %s(%s value) { set(%d, value); return this; }",
          c.name(), c.declared(), i);
    }
    line("");
    line("    @Override public %s build() {", className);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      values.add("(%s) get(%d)".formatted(components.get(i).type(), i));
    }
    line("      return new %s(%s);", className, String.join(", ", values));
    line("    }");
    line("  }");
  }

  private String type(JsonNode use) {
    String name = use.path("shape").asText();
    JsonNode shape = model.shape(name);
    boolean streaming = use.path("streaming").asBoolean() || shape.path("streaming").asBoolean();
    return switch (shape.path("type").asText()) {
      case "structure" -> {
        if (model.isDocument(shape)) {
          yield "com.fasterxml.jackson.databind.JsonNode";
        }
        String java = "io.tarn.api.%s.%s".formatted(model.service(), model.className(name));
        yield shape.path("eventstream").asBoolean() ? "io.tarn.api.Events<" + java + ">" : java;
      }
      case "list" -> "java.util.List<" + type(shape.path("member")) + ">";
      case "map" ->
          "java.util.Map<" + type(shape.path("key")) + ", " + type(shape.path("value")) + ">";
      case "string" -> "java.lang.String";
      case "boolean" -> "java.lang.Boolean";
      case "integer" -> "java.lang.Integer";
      case "long" -> "java.lang.Long";
      case "float" -> "java.lang.Float";
      case "double" -> "java.lang.Double";
      case "blob" -> streaming ? "io.tarn.api.Body" : "byte[]";
      case "timestamp" -> "java.time.Instant";
      default -> throw new IllegalStateException(name + " has an unknown type: " + shape);
    };
  }

  private void line(String format, Object... arguments) {
    out.append(arguments.length == 0 ? format : format.formatted(arguments)).append('\n');
  }
}
