package io.tarn.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Completions of uploads of 10,000 parts, 5 MiB each, which share the bytes of the first. */
final class ManyParts {
  private static final int PARTS = 10_000;
  private static final int BYTES = 5 << 20;
  private static final int UPLOADS = 15;

  private record Upload(String key, String id, String etag) {}

  private final List<Upload> uploads = new ArrayList<>();

  void begin(Server lake) throws IOException {
    try (LeanClient client = lake.connect()) {
      client.put("/parts", new byte[0]);
      for (int i = 0; i < UPLOADS; i++) {
        String key = "/parts/" + i;
        String id =
            ManyKeys.between(client.post(key + "?uploads=", new byte[0]).text(), "<UploadId>");
        String etag = client.putPart(key + "?partNumber=1&uploadId=" + id, new byte[BYTES]);
        uploads.add(new Upload(key, id, etag));
      }
    }
  }

  /** To be called while the lake is stopped. */
  void fill(Path data) {
    try (ManyRows rows = new ManyRows(data)) {
      uploads.forEach(upload -> rows.parts(upload.id(), PARTS));
    }
  }

  void measure(Server lake) throws IOException {
    System.out.printf("%-16s %10s %12s%n", "10,000 parts", "ms", "CPU ms");
    try (LeanClient client = lake.connect()) {
      for (Upload upload : uploads) {
        StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
        for (int number = 1; number <= PARTS; number++) {
          document.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>");
          document.append(upload.etag()).append("</ETag></Part>");
        }
        byte[] body =
            document
                .append("</CompleteMultipartUpload>")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        double cpu = lake.cpu().toNanos() / 1e6;
        long began = System.nanoTime();
        String answer = client.post(upload.key() + "?uploadId=" + upload.id(), body).text();
        double millis = (System.nanoTime() - began) / 1e6;
        if (!answer.contains("<ETag>")) {
          throw new IOException("The upload was not completed: " + answer);
        }
        System.out.printf(
            "%-16s %10.1f %12.0f%n", upload.key(), millis, lake.cpu().toNanos() / 1e6 - cpu);
      }
    }
  }
}
