package io.tarn.store;

import io.tarn.api.Call;
import io.tarn.kernel.Caller;
import java.time.Instant;

/**
 * Who changes something, when, and in which call.
 *
 * @param nonce 16 hexadecimal digits for the ids of versions
 */
record Origin(
    Caller caller, String requestId, String traceId, String sourceIp, Instant now, String nonce) {
  static Origin of(Call call) {
    return new Origin(
        call.caller(),
        call.requestId(),
        call.traceId(),
        call.transport().sourceIp(),
        call.now(),
        call.ids().hex(8));
  }

  static Origin of(Publication publication) {
    return new Origin(
        publication.caller(),
        publication.requestId(),
        publication.traceId(),
        publication.sourceIp(),
        publication.now(),
        publication.nonce());
  }
}
