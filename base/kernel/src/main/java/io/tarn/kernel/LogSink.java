package io.tarn.kernel;

import java.time.Instant;
import java.util.List;

/**
 * Where rooms write lines that people will look for in CloudWatch Logs: function output, crawler
 * accounts, query traces. The group and the stream are made when they do not exist. Durable when
 * {@code append} returns.
 */
public interface LogSink {
  void append(String region, String group, String stream, List<Line> lines);

  /** One line, without its line end. */
  record Line(Instant at, String message) {}
}
