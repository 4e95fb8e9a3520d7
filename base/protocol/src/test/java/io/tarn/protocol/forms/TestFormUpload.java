package io.tarn.protocol.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.kernel.ServiceError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestFormUpload {
  private static final String TYPE = "multipart/form-data; boundary=xyz";

  private static String field(String name, String value) {
    return "--xyz\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  private static String file(String filename, String content) {
    return "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
        + filename
        + "\"\r\nContent-Type: text/plain\r\n\r\n"
        + content
        + "\r\n--xyz--\r\n";
  }

  private static FormUpload open(String body) throws IOException {
    return FormUpload.open(TYPE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String read(FormUpload form) throws IOException {
    try (InputStream in = form.open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void refuses(String code, int status, String body) {
    assertThatThrownBy(() -> read(open(body)))
        .isInstanceOfSatisfying(
            ServiceError.class,
            error -> {
              assertThat(error.code()).as(error.message()).isEqualTo(code);
              assertThat(error.status()).isEqualTo(status);
            });
  }

  @Test
  void readsFieldsAndTheFile() throws IOException {
    FormUpload form =
        open(
            field("Key", "in/${filename}")
                + field("x-amz-meta-who", "Zoë")
                + file("C:\\docs\\a b.txt", "hello\r\n--xy\r\nworld"));
    assertThat(form.fields())
        .containsEntry("key", "in/a b.txt")
        .containsEntry("x-amz-meta-who", "Zoë");
    assertThat(read(form)).isEqualTo("hello\r\n--xy\r\nworld");
  }

  @Test
  void readsNamesInTheExtendedForm() throws IOException {
    String part =
        "--xyz\r\nContent-Disposition: form-data; name=\"file\";"
            + " filename*=utf-8''Z%C3%BCrich%2B.txt\r\n\r\n.\r\n--xyz--";
    assertThat(open(field("key", "${filename}") + part).fields())
        .containsEntry("key", "Zürich+.txt");
  }

  @Test
  void ignoresWhatFollowsTheFile() throws IOException {
    String body =
        field("key", "a")
            + file("a", "content").replace("--xyz--\r\n", "")
            + field("acl", "public-read-write")
            + "--xyz--";
    FormUpload form = open(body);
    assertThat(read(form)).isEqualTo("content");
    assertThat(form.fields()).doesNotContainKey("acl");
  }

  /** However the body is cut into reads, and whatever stands in it, the same bytes come out. */
  @Test
  void findsTheEndInAnyCut() throws IOException {
    Random random = new Random(20_261_121);
    byte[] alphabet = "\r\n-xyz.".getBytes(StandardCharsets.US_ASCII);
    for (int round = 0; round < 200; round++) {
      byte[] content = new byte[random.nextInt(round < 150 ? 300 : 200_000)];
      for (int i = 0; i < content.length; i++) {
        content[i] = alphabet[random.nextInt(alphabet.length)];
      }
      String text = new String(content, StandardCharsets.US_ASCII).replace("\r\n--xyz", "");
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write((field("key", "a") + file("a", text)).getBytes(StandardCharsets.US_ASCII));
      int most = 1 + random.nextInt(100);
      InputStream cut =
          new FilterInputStream(new ByteArrayInputStream(body.toByteArray())) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(most)));
            }
          };
      FormUpload form = FormUpload.open(TYPE, cut);
      try (InputStream in = form.open()) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
            .as("round " + round)
            .isEqualTo(text);
      }
    }
  }

  @Test
  void refusesWhatIsNoForm() {
    refuses("MalformedPOSTRequest", 400, "");
    refuses("MalformedPOSTRequest", 400, "no delimiter at all");
    refuses("MalformedPOSTRequest", 400, "--xyz\r\nContent-Disposition: form-data\r\n\r\na\r\n");
    refuses("MalformedPOSTRequest", 400, "--xyz\r\nno colon\r\n\r\na\r\n--xyz--");
    refuses("MalformedPOSTRequest", 400, field("key", "a") + "--xyzz\r\n");
    refuses(
        "MalformedPOSTRequest", 400, field("key", "a") + file("a", "cut").replace("--xyz--", ""));
    refuses(
        "MalformedPOSTRequest",
        400,
        field("key", "a") + file("a", "b").replace("xyz--\r", "xyz-x"));
    assertThatThrownBy(() -> FormUpload.open("multipart/form-data", InputStream.nullInputStream()))
        .hasMessageContaining("not well-formed");
    assertThatThrownBy(() -> FormUpload.open("text/plain", InputStream.nullInputStream()))
        .isInstanceOfSatisfying(
            ServiceError.class, error -> assertThat(error.status()).isEqualTo(412));
  }

  @Test
  void refusesWhatIsMissingOrDoubled() {
    refuses("InvalidArgument", 400, field("key", "a") + "--xyz--");
    refuses("InvalidArgument", 400, file("a", "no key"));
    refuses("InvalidArgument", 400, field("key", "") + file("a", "empty key"));
    refuses("InvalidArgument", 400, field("key", "a") + field("KEY", "b") + file("a", "."));
  }

  @Test
  void boundsWhatStandsBeforeTheFile() throws IOException {
    String large = "x".repeat(FormUpload.FIELDS_MAX);
    refuses("MaxPostPreDataLengthExceeded", 400, field("key", large) + file("a", "."));
    refuses(
        "MaxPostPreDataLengthExceeded", 400, "--xyz\r\nContent-Disposition: " + large + "\r\n\r\n");
    refuses("MaxPostPreDataLengthExceeded", 400, large + large);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      many.append(field("x-ignore-" + i, ""));
    }
    refuses("MaxPostPreDataLengthExceeded", 400, many + field("key", "a") + file("a", "."));
    assertThat(read(open(field("key", "a") + file("a", large + large)))).hasSize(40_960);
  }

  @Test
  void boundsTheFile() throws IOException {
    for (int size = 0; size < 6; size++) {
      FormUpload form = open(field("key", "a") + file("a", "x".repeat(size)));
      form.bound(new PostPolicy.Sizes(2, 4));
      if (size < 2) {
        assertThatThrownBy(() -> read(form)).hasMessageContaining("smaller than the minimum");
      } else if (size > 4) {
        assertThatThrownBy(() -> read(form)).hasMessageContaining("exceeds the maximum");
      } else {
        assertThat(read(form)).hasSize(size);
      }
    }
  }
}
