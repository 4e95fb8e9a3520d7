package io.tarn.server.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.kernel.ServiceError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How rows are written. Values are text as Athena prints them, in Arrow values of the columns'
 * types; NULL is told from an empty text.
 */
enum Format {
  /** {@code {"query": ..., "results": [{column: value, ...}, ...]}}, without blanks. */
  JSON("application/json") {
    @Override
    void write(String query, Rows page, ByteArrayOutputStream out) throws IOException {
      try (JsonGenerator json = MAPPER.createGenerator(out)) {
        json.writeStartObject();
        json.writeStringField("query", query);
        json.writeArrayFieldStart("results");
        for (List<@Nullable String> row : page.rows()) {
          object(json, page.columns(), row);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    }
  },
  /** One JSON object a line. */
  NDJSON("application/x-ndjson") {
    @Override
    void write(String query, Rows page, ByteArrayOutputStream out) throws IOException {
      try (JsonGenerator json = MAPPER.createGenerator(out)) {
        json.setRootValueSeparator(null);
        for (List<@Nullable String> row : page.rows()) {
          object(json, page.columns(), row);
          json.writeRaw('\n');
        }
      }
    }
  },
  /** RFC 4180 with a header; every value is quoted, NULL is nothing at all. */
  CSV("text/csv; charset=utf-8") {
    @Override
    void write(String query, Rows page, ByteArrayOutputStream out) {
      line(page.columns(), out);
      page.rows().forEach(row -> line(row, out));
    }
  },
  /** Typed columns in Arrow's streaming format. */
  ARROW("application/vnd.apache.arrow.stream") {
    @Override
    void write(String query, Rows page, ByteArrayOutputStream out) {
      ArrowStream.one(page, out);
    }
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  abstract void write(String query, Rows page, ByteArrayOutputStream out) throws IOException;

  /**
   * @throws ServiceError NotAcceptable naming what can be had
   */
  static Format of(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return JSON;
    }
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      switch (range.split(";", 2)[0].strip()) {
        case "application/json", "application/*", "*/*" -> {
          return JSON;
        }
        case "application/x-ndjson", "application/jsonl" -> {
          return NDJSON;
        }
        case "text/csv", "text/*" -> {
          return CSV;
        }
        case "application/vnd.apache.arrow.stream" -> {
          return ARROW;
        }
        default -> {
          // The next one may do.
        }
      }
    }
    throw new ServiceError(
        "NotAcceptable",
        406,
        "Rows are written as application/json, application/x-ndjson, text/csv and"
            + " application/vnd.apache.arrow.stream, not as "
            + accept);
  }

  private static void object(JsonGenerator json, List<String> columns, List<@Nullable String> row)
      throws IOException {
    json.writeStartObject();
    for (int i = 0; i < columns.size(); i++) {
      String value = i < row.size() ? row.get(i) : null;
      if (value == null) {
        json.writeNullField(columns.get(i));
      } else {
        json.writeStringField(columns.get(i), value);
      }
    }
    json.writeEndObject();
  }

  private static void line(List<? extends @Nullable String> values, ByteArrayOutputStream out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      line.append(i == 0 ? "" : ",");
      if (value != null) {
        line.append('"').append(value.replace("\"", "\"\"")).append('"');
      }
    }
    out.writeBytes(line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }
}
