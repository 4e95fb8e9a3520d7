package io.tarn.identity.policy;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Finds where each statement of a document begins and ends. */
final class StatementSpans {
  private StatementSpans() {}

  static List<Statement.Span> of(String text) {
    List<Statement.Span> spans = new ArrayList<>();
    try (JsonParser parser = PolicyParser.tokens(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean statement = parser.currentName().equals("Statement");
        JsonToken token = parser.nextToken();
        if (statement && token == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            spans.add(span(parser));
          }
        } else if (statement) {
          spans.add(span(parser));
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return spans;
  }

  private static Statement.Span span(JsonParser parser) throws IOException {
    JsonLocation start = parser.currentTokenLocation();
    parser.skipChildren();
    JsonLocation end = parser.currentLocation();
    return new Statement.Span(
        start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr());
  }
}
