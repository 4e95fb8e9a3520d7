package io.tarn.catalog.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks into a JSON file: objects one a line, several lines each, or in one array. A value that is
 * cut off by the end of the sample is no fault; one that is wrong is named with its line, and
 * reading goes on with the next.
 */
final class JsonProbe {
  private static final int DEPTH_MAX = 100;
  private static final int RESTARTS_MAX = 100;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private JsonProbe() {}

  /**
   * The finding; absent when the text does not begin like JSON objects, or holds none at the path.
   *
   * @param path where the rows lie; empty for the objects themselves
   */
  static Optional<FileFinding> probe(FileSample sample, TextEncoding encoding, String path)
      throws IOException {
    String text = encoding.decode(sample.head(), encoding.markLength());
    String begin = text.stripLeading();
    boolean array = begin.startsWith("[");
    if (!begin.startsWith("{") && !(array && begin.substring(1).stripLeading().startsWith("{"))) {
      return Optional.empty();
    }
    JsonEvidence root = new JsonEvidence();
    List<String> warnings = new ArrayList<>();
    Progress progress = new Progress();
    int from = 0;
    while (from >= 0 && from < text.length() && progress.restarts <= RESTARTS_MAX) {
      from = readFrom(text, from, array, root, sample, progress, warnings);
      if (from >= 0 && progress.objects == 0) {
        return Optional.empty();
      }
      progress.restarts++;
    }
    if (root.fields().isEmpty()) {
      return Optional.of(
          FileFinding.unreadable(
              sample.name(), sample.compression(), "JSON without a whole object in what was read"));
    }
    if (path.isEmpty()) {
      return Optional.of(finding(sample, encoding, root, progress, array, path, warnings));
    }
    return JsonPath.parse(path)
        .in(root, array)
        .filter(rows -> !rows.fields().isEmpty())
        .map(rows -> finding(sample, encoding, rows, progress, array, path, warnings));
  }

  /** Reads on from a place; says where to go on after a wrong line, or -1 when all was read. */
  private static int readFrom(
      String text,
      int from,
      boolean array,
      JsonEvidence root,
      FileSample sample,
      Progress progress,
      List<String> warnings) {
    try (JsonParser parser = JSON.createParser(new StringReader(text.substring(from)))) {
      read(parser, array, root, sample.name(), progress);
      return -1;
    } catch (JsonEOFException e) {
      if (sample.whole()) {
        warnings.add(place(sample, e, progress) + ": the file ends inside a value");
      }
      return -1;
    } catch (StreamConstraintsException e) {
      warnings.add(place(sample, e, progress) + ": nested deeper than " + DEPTH_MAX);
      return -1;
    } catch (JsonProcessingException e) {
      warnings.add(place(sample, e, progress) + ": not JSON: " + firstLine(e.getOriginalMessage()));
      int wrong = from + (int) Math.max(0, e.getLocation().getCharOffset());
      int next = text.indexOf('\n', Math.min(wrong, text.length())) + 1;
      progress.linesBefore = text.substring(0, next).lines().count();
      return array || next == 0 ? -1 : next;
    } catch (IOException e) {
      warnings.add(sample.name() + ": " + e.getMessage());
      return -1;
    }
  }

  private static void read(
      JsonParser parser, boolean array, JsonEvidence root, String file, Progress progress)
      throws IOException {
    if (array) {
      parser.nextToken();
    }
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      long begin = progress.linesBefore + parser.currentTokenLocation().getLineNr();
      if (token != JsonToken.START_OBJECT) {
        throw new IOException("line " + begin + " holds no object but " + token);
      }
      root.see(parser, file, progress.linesBefore);
      progress.objects++;
      progress.severalLines |= progress.linesBefore + parser.currentLocation().getLineNr() > begin;
      token = parser.nextToken();
    }
  }

  private static FileFinding finding(
      FileSample sample,
      TextEncoding encoding,
      JsonEvidence root,
      Progress progress,
      boolean array,
      String path,
      List<String> warnings) {
    FileFormat.JsonStyle style =
        array
            ? FileFormat.JsonStyle.ARRAY
            : progress.severalLines ? FileFormat.JsonStyle.PRETTY : FileFormat.JsonStyle.LINES;
    List<ColumnFinding> columns = new ArrayList<>();
    for (Map.Entry<String, JsonEvidence> field : root.fields().entrySet()) {
      columns.add(
          new ColumnFinding(field.getKey(), field.getValue().type(), field.getValue().why()));
    }
    return new FileFinding(
        sample.name(),
        new FileFormat.Json(style, encoding, path),
        sample.compression(),
        columns,
        path.isEmpty() ? progress.objects : root.count(),
        sample.head().length,
        sample.whole(),
        List.of(
            "encoding " + encoding.charset() + ": " + encoding.why(),
            "JSON, " + style.words() + ": " + progress.objects + " objects read"),
        warnings);
  }

  private static String place(FileSample sample, JsonProcessingException e, Progress progress) {
    return e.getLocation() == null
        ? sample.name()
        : sample.name() + " line " + (progress.linesBefore + e.getLocation().getLineNr());
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static final class Progress {
    private long objects;
    private long linesBefore;
    private int restarts;
    private boolean severalLines;
  }
}
