package io.tarn.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of S3's model is either here or refused by its name; none is passed over. */
class TestS3Model {
  /** Older names of requests that go by a newer one, and one that only another host tells apart. */
  private static final Map<String, String> SAME_REQUEST =
      Map.of(
          "GetBucketLifecycle", "GetBucketLifecycleConfiguration",
          "GetBucketNotification", "GetBucketNotificationConfiguration",
          "PutBucketLifecycle", "PutBucketLifecycleConfiguration",
          "PutBucketNotification", "PutBucketNotificationConfiguration",
          "ListDirectoryBuckets", "ListBuckets");

  @TempDir Path data;

  @Test
  void worksOrIsRefusedByName() throws IOException {
    ServiceModel model = requireNonNull(Services.find("s3"));
    Map<String, String> wrong = new TreeMap<>();
    int refused = 0;
    try (BrowserLake lake = new BrowserLake(data)) {
      Set<String> known =
          lake.lake.operations().stream()
              .map(operation -> operation.model())
              .filter(each -> each.service().equals("s3"))
              .map(each -> each.name())
              .collect(Collectors.toSet());
      assertThat(lake.call("PUT", "/model", new byte[0]).status()).isEqualTo(200);
      for (ServiceModel.Signature signature : model.allOperations()) {
        String name = SAME_REQUEST.getOrDefault(signature.name(), signature.name());
        RawHttp.Answer answer = ask(lake, signature);
        boolean unknown = answer.status() == 501;
        if (known.contains(name) ? unknown : !unknown) {
          wrong.put(signature.name(), answer.status() + " " + answer.text());
        } else if (unknown) {
          refused++;
          boolean named = answer.text().contains("<Code>NotImplemented</Code>");
          if (!named || !answer.text().contains("s3:" + name + " ")) {
            wrong.put(signature.name(), "not by its name: " + answer.text());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refused).isGreaterThan(20);
  }

  /** The barest request that is this operation's; what it says besides is of no matter here. */
  private static RawHttp.Answer ask(BrowserLake lake, ServiceModel.Signature signature)
      throws IOException {
    String bucket = signature.name().equals("CreateBucket") ? "model-2" : "model";
    String target =
        signature.uri().replace("{Bucket}", bucket).replaceAll("\\{[A-Za-z]+\\+?}", "key");
    StringBuilder query = new StringBuilder();
    for (String parameter : signature.query()) {
      query.append(target.indexOf('?') < 0 && query.isEmpty() ? '?' : '&');
      query.append(parameter).append("=1");
    }
    String[] headers = new String[signature.headers().size() * 2];
    List<String> names = signature.headers();
    for (int i = 0; i < names.size(); i++) {
      headers[2 * i] = names.get(i);
      headers[2 * i + 1] = "1";
    }
    return lake.call(signature.method(), target + query, new byte[0], headers);
  }
}
