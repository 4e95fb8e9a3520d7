package io.tarn.duckdb;

import io.tarn.catalog.inference.Grok;
import io.tarn.sql.spi.EngineException;
import io.tarn.sql.spi.LakeColumn;
import io.tarn.sql.spi.LakeTable;
import io.trino.hive.formats.line.LineBuffer;
import io.trino.hive.formats.line.LineDeserializer;
import io.trino.spi.PageBuilder;
import io.trino.spi.type.Type;
import io.trino.spi.type.TypeUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * AWS's Grok SerDe: a column is the field of its name; a part of the format without a field's name
 * is a field by the pattern's. A line that the format is not found in is a row of NULLs. Source:
 * Athena User Guide, "Grok SerDe".
 */
final class GrokLines implements LineDeserializer {
  private static final Pattern UNNAMED = Pattern.compile("%\\{(\\w+)}");

  private final List<LakeColumn> columns;
  private final Grok grok;
  private final int[] fields;

  private GrokLines(List<LakeColumn> columns, Grok grok) {
    this.columns = columns;
    this.grok = grok;
    this.fields = new int[columns.size()];
    List<String> names = grok.fields().stream().map(Grok.Field::name).toList();
    for (int i = 0; i < fields.length; i++) {
      fields[i] = names.indexOf(columns.get(i).name());
    }
  }

  static GrokLines of(LakeTable layout, List<LakeColumn> columns) {
    for (LakeColumn column : columns) {
      if (DuckTypes.isNested(column.type())) {
        throw EngineException.unsupported(
            "Column "
                + column.name()
                + " of type "
                + column.type().getDisplayName()
                + " in a table of GrokSerDe");
      }
    }
    String format = layout.property("input.format", "");
    if (format.isBlank()) {
      throw new IllegalArgumentException("the SerDe property input.format is missing");
    }
    Matcher unnamed = UNNAMED.matcher(format);
    String named =
        unnamed.replaceAll(
            part -> "%{" + part.group(1) + ":" + part.group(1).toLowerCase(Locale.ROOT) + "}");
    // Unlike a classifier, the SerDe looks for its format anywhere in the line.
    return new GrokLines(
        columns,
        Grok.compile(
            "(?:.*?)" + named + "(?:.*)", layout.property("input.grokCustomPatterns", "")));
  }

  @Override
  public List<? extends Type> getTypes() {
    return columns.stream().map(LakeColumn::type).toList();
  }

  @Override
  public void deserialize(LineBuffer line, PageBuilder builder) {
    Optional<List<@Nullable String>> match =
        grok.match(new String(line.getBuffer(), 0, line.getLength(), StandardCharsets.UTF_8));
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      String text = match.isEmpty() || fields[i] < 0 ? null : match.get().get(fields[i]);
      values.add(text == null ? null : FileValues.text(text, columns.get(i).type()));
    }
    builder.declarePosition();
    for (int i = 0; i < fields.length; i++) {
      TypeUtils.writeNativeValue(columns.get(i).type(), builder.getBlockBuilder(i), values.get(i));
    }
  }
}
