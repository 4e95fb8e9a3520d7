package io.tarn.server;

import io.tarn.kernel.Ids;
import io.tarn.protocol.RequestHead;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trace ids in the form of {@code X-Amzn-Trace-Id} (AWS X-Ray Developer Guide, "Tracing header"): a
 * call that a function of the lake makes carries its cause's id on; every other call begins a
 * trace.
 */
final class TraceIds {
  private static final Pattern ROOT = Pattern.compile("Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)");

  private TraceIds() {}

  static String of(RequestHead head, Ids ids) {
    String header = head.headers().first("x-amzn-trace-id");
    if (header != null) {
      Matcher root = ROOT.matcher(header);
      if (root.find()) {
        return root.group(1);
      }
    }
    return "1-" + ids.hex(4) + "-" + ids.hex(12);
  }
}
