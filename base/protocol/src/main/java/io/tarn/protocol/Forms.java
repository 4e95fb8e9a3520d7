package io.tarn.protocol;

import io.tarn.api.Validation;
import io.tarn.api.s3.Tag;
import io.tarn.api.s3.Tagging;
import io.tarn.protocol.forms.FormUpload;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;

/**
 * A form's fields as the headers that PutObject knows them by, so that an upload by form means what
 * a PutObject with these headers means.
 */
final class Forms {
  private static final Map<String, String> NAMES =
      Map.of("acl", "x-amz-acl", "redirect", "success_action_redirect");

  /** What says how long, whose and which request it is stays what the request itself says. */
  private static final Set<String> NOT_FIELDS =
      Set.of("content-length", "host", "authorization", "policy", "file", "bucket");

  private Forms() {}

  /** The head that a request's members are read from. */
  static RequestHead head(Wire.Request request) {
    return request.body() instanceof FormUpload form
        ? request.head().withHeaders(headers(form))
        : request.head();
  }

  private static Headers headers(FormUpload form) {
    Headers.Builder headers = Headers.builder();
    form.fields()
        .forEach(
            (field, value) -> {
              if (field.equals("tagging")) {
                headers.set("x-amz-tagging", bytes(tags(value)));
              } else if (!NOT_FIELDS.contains(field)) {
                headers.set(NAMES.getOrDefault(field, field), bytes(value));
              }
            });
    return headers.build();
  }

  /** Header values hold one char a byte. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** A form has its tags as the document that PutObjectTagging takes. */
  private static String tags(String document) {
    Tagging.Builder tagging = Tagging.builder();
    try {
      XMLStreamReader reader = XmlForm.open(document.getBytes(StandardCharsets.UTF_8));
      new XmlForm(true, false).read(reader, tagging);
      XmlForm.finish(reader);
    } catch (XmlForm.Malformed e) {
      throw Validation.malformedXml();
    }
    List<String> pairs = new ArrayList<>();
    List<Tag> tags = tagging.build().tagSet();
    for (Tag tag : tags == null ? List.<Tag>of() : tags) {
      pairs.add(encode(tag.key()) + "=" + encode(tag.value()));
    }
    return String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
