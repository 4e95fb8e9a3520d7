package io.tarn.catalog;

import io.tarn.catalog.schema.SchemaLanguage;
import io.tarn.kernel.ServiceError;
import java.util.List;
import java.util.Optional;

/**
 * What a schema is and which may follow which. Source: AWS Glue Developer Guide, "Schema versioning
 * and compatibility".
 *
 * @param format AWS's name of the data format
 */
record SchemaRules(String format, SchemaLanguage language) {

  static SchemaRules of(String format) {
    return new SchemaRules(
        format,
        SchemaLanguage.named(format).orElseThrow(() -> GlueError.notDone("DataFormat " + format)));
  }

  /** Why a definition is no schema; empty when it is one. */
  Optional<String> problem(String definition) {
    try {
      language.canonical(definition);
      return Optional.empty();
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.of(words(e));
    }
  }

  /** The same schema in one writing, whatever its spaces were. */
  String canonical(String definition) {
    try {
      return language.canonical(definition);
    } catch (RuntimeException | StackOverflowError e) {
      throw invalid(words(e));
    }
  }

  private ServiceError invalid(String why) {
    return GlueError.INVALID_INPUT.error(
        "Schema definition of " + format + " data format is invalid: " + why);
  }

  private static String words(Throwable problem) {
    return problem.getMessage() == null ? problem.toString() : problem.getMessage();
  }

  /**
   * Why a definition may not follow others; empty when it may.
   *
   * @param older definitions that it follows, the newest last
   */
  Optional<String> conflict(String mode, String fresh, List<String> older) {
    if (older.isEmpty() || mode.equals("NONE")) {
      return Optional.empty();
    }
    boolean backward = mode.startsWith("BACKWARD") || mode.startsWith("FULL");
    boolean forward = mode.startsWith("FORWARD") || mode.startsWith("FULL");
    List<String> compared =
        mode.endsWith("_ALL") ? older : older.subList(older.size() - 1, older.size());
    for (String old : compared) {
      Optional<String> why = backward ? unreadable(fresh, old) : Optional.empty();
      if (why.isEmpty() && forward) {
        why = unreadable(old, fresh);
      }
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /** Definitions that cannot be compared do not follow each other. */
  private Optional<String> unreadable(String reader, String writer) {
    try {
      return language.unreadable(reader, writer);
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.of(words(e));
    }
  }

  /** What makes one definition of the other, as a JSON Patch (RFC 6902). */
  String difference(String from, String to) {
    return language.difference(from, to);
  }
}
