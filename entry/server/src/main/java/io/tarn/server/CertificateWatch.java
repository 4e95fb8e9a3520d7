package io.tarn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up a renewed certificate without a restart: looks at the file's time every few seconds. */
final class CertificateWatch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Listener.TlsFiles files;
  private final Listener listener;

  private CertificateWatch(Listener.TlsFiles files, Listener listener) {
    this.files = files;
    this.listener = listener;
  }

  static void begin(Listener.TlsFiles files, Listener listener) {
    Thread.ofVirtual().name("certificate-watch").start(new CertificateWatch(files, listener));
  }

  @Override
  public void run() {
    FileTime known = time();
    try {
      while (true) {
        Thread.sleep(PAUSE);
        FileTime now = time();
        if (!now.equals(known)) {
          known = now;
          reload();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reload() {
    try {
      listener.reloadCertificate();
      LOG.info("The certificate {} has been taken up", files.certificate());
    } catch (RuntimeException e) {
      // A half-written file is not a reason to stop serving with the old one; the next change is
      // tried again.
      LOG.warn("The changed certificate cannot be used yet: {}", e.getMessage());
    }
  }

  private FileTime time() {
    try {
      return Files.getLastModifiedTime(files.certificate());
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
