package io.tarn.functions.sandbox;

import java.util.Optional;

/**
 * What came of an invocation.
 *
 * @param payload the handler's answer or the error as JSON
 * @param functionError {@code Unhandled} when the function failed
 * @param logTail the last 4 KB of its log, from START to REPORT
 */
@SuppressWarnings("ArrayRecordComponent")
public record Outcome(byte[] payload, Optional<String> functionError, String logTail) {}
