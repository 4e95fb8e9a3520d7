package io.tarn.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code x-amz-copy-source}: {@code bucket/key} or {@code /bucket/key}, with a version or not. */
record CopySource(String bucket, String key, @Nullable String versionId) {
  static CopySource parse(String header) {
    String text = header;
    String version = null;
    int mark = text.indexOf("?versionId=");
    if (mark >= 0) {
      version = decode(text.substring(mark + "?versionId=".length()), header);
      text = text.substring(0, mark);
    }
    text = decode(text, header);
    if (text.startsWith("/")) {
      text = text.substring(1);
    }
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      throw S3Error.invalidArgument("Invalid copy source object key", "x-amz-copy-source", header);
    }
    return new CopySource(text.substring(0, slash), text.substring(slash + 1), version);
  }

  /** As condition keys name it: {@code bucket/key}, decoded. */
  String text() {
    return bucket + "/" + key;
  }

  private static String decode(String text, String header) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Error.invalidArgument("Invalid copy source encoding", "x-amz-copy-source", header);
    }
  }
}
