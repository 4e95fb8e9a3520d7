package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

/** The head of an answer: HTTP status and header fields. */
public record ResponseHead(int status, Headers headers) {
  public ResponseHead {
    requireNonNull(headers, "headers is null");
  }
}
