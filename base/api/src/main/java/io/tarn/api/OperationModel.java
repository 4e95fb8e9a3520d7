package io.tarn.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What the service model says of one operation. Generated constants are the only instances a room
 * meets.
 *
 * @param service the model's name, e.g. {@code glue}
 * @param name AWS's name, e.g. {@code GetTable}
 * @param status the HTTP status of success
 * @param traits space-separated words for codecs, see {@link #trait}
 */
public record OperationModel<I extends Structure, O extends Structure>(
    String service,
    String name,
    String method,
    String uri,
    Schema input,
    Schema output,
    int status,
    String traits) {
  public OperationModel {
    requireNonNull(service, "service is null");
    requireNonNull(name, "name is null");
  }

  /**
   * The value of a trait, an empty text for one without value, null when it is absent: {@code
   * noauth}, {@code checksum-required}, {@code checksum-algorithm=<member>}, {@code
   * host-prefix=<text>}, {@code wrapper=<element>}.
   */
  public @Nullable String trait(String trait) {
    for (String word : traits.split(" ")) {
      if (word.equals(trait)) {
        return "";
      }
      if (word.startsWith(trait) && word.charAt(trait.length()) == '=') {
        return word.substring(trait.length() + 1);
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return service + ":" + name;
  }
}
