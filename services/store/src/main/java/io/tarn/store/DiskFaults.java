package io.tarn.store;

import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client hears when the disk of the blobs does not do what was asked of it. */
final class DiskFaults {
  private static final Logger LOG = LoggerFactory.getLogger(DiskFaults.class);

  private DiskFaults() {}

  /**
   * 507 InsufficientStorage for a full disk or quota, 503 ServiceUnavailable for one that cannot be
   * written, and 500 InternalError for all else.
   */
  static ServiceError answer(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("no space left")
        || message.contains("quota")
        || message.contains("file too large")) {
      LOG.error("The disk of the blobs is full: {}", e.getMessage());
      return new ServiceError(
          "InsufficientStorage", 507, "The lake's disk is full: free space, then try again.");
    }
    if (message.contains("read-only file system")) {
      LOG.error("The disk of the blobs is read-only: {}", e.getMessage());
      return new ServiceError(
          "ServiceUnavailable", 503, "The lake's disk is read-only: writes are refused.");
    }
    if (message.contains("too many open files")) {
      LOG.error("The process may open no more files: {}", e.getMessage());
      return S3Error.SLOW_DOWN.with("Please reduce your request rate: too many files are open.");
    }
    LOG.error("The disk of the blobs failed", e);
    return new ServiceError(
        "InternalError", 500, "The lake's disk failed; nothing of this request was kept.");
  }
}
