package io.tarn.functions.sandbox;

import java.util.Optional;

/**
 * One call of a handler.
 *
 * @param arn as the caller named the function, for the context object
 * @param clientContext JSON
 * @param payload JSON in UTF-8; empty stands for an empty object
 */
@SuppressWarnings("ArrayRecordComponent")
public record Invocation(
    String requestId, String arn, String traceId, Optional<String> clientContext, byte[] payload) {}
