package io.tarn.store;

import static java.util.Objects.requireNonNull;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Member;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.s3.PostObjectRequest;
import io.tarn.api.s3.PostObjectResponse;
import io.tarn.api.s3.PostResponse;
import io.tarn.api.s3.PutObjectOutput;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores the file of a browser's form. The form's fields mean what PutObject's headers mean, need
 * the same permissions and make the same object; only the answer is the form's own. Source: S3 API
 * Reference, "POST Object".
 */
final class PostObject implements Operation<PostObjectRequest, PostObjectResponse> {
  private final Store store;
  private final PutObject put;

  PostObject(Store store) {
    this.store = requireNonNull(store, "store is null");
    this.put = new PutObject(store);
  }

  @Override
  public OperationModel<PostObjectRequest, PostObjectResponse> model() {
    return S3Service.POST_OBJECT;
  }

  @Override
  public AccessRule<PostObjectRequest> access() {
    return (input, call) ->
        Puts.accesses(store, put(input), call).stream()
            .map(access -> access.withContext("s3:authType", "POST"))
            .toList();
  }

  @Override
  public PostObjectResponse apply(PostObjectRequest input, Call call) {
    PutObjectOutput stored = put.put(put(input), call, "POST Object");
    String key = requireNonNull(input.key(), "key is null");
    String etag = requireNonNull(stored.eTag(), "etag is null");
    PostObjectResponse.Builder answer =
        PostObjectResponse.builder().eTag(etag).versionId(stored.versionId());
    Optional<String> redirect = redirect(input.successActionRedirect(), input.bucket(), key, etag);
    if (redirect.isPresent()) {
      return answer.status(303).location(redirect.get()).build();
    }
    String location = location(call.transport().endpoint(), input.bucket(), key);
    answer.location(location);
    return switch (input.successActionStatus() == null ? "" : input.successActionStatus()) {
      case "200" -> answer.status(200).build();
      case "201" ->
          answer
              .status(201)
              .postResponse(
                  PostResponse.builder()
                      .location(location)
                      .bucket(input.bucket())
                      .key(key)
                      .eTag(etag)
                      .build())
              .build();
      default -> answer.status(204).build();
    };
  }

  /** The same members by the same names. */
  private static PutObjectRequest put(PostObjectRequest input) {
    PutObjectRequest.Builder builder = PutObjectRequest.builder();
    for (Member member : builder.schema().members()) {
      Member same = input.schema().find(member.name());
      if (same != null) {
        builder.set(member.index(), input.get(same.index()));
      }
    }
    return builder.build();
  }

  /** A target that is no URL of the web is as if it were not there. */
  private static Optional<String> redirect(
      @Nullable String target, String bucket, String key, String etag) {
    if (target == null) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(target);
      if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("(?i)https?")) {
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    return Optional.of(
        target
            + (target.indexOf('?') < 0 ? "?" : "&")
            + "bucket="
            + encode(bucket)
            + "&key="
            + encode(key)
            + "&etag="
            + encode(etag));
  }

  /** The object's URL in the style that the form was posted in. */
  private static String location(String endpoint, String bucket, String key) {
    boolean inHost = endpoint.substring(endpoint.indexOf("//") + 2).startsWith(bucket + ".");
    return endpoint + (inHost ? "" : "/" + bucket) + "/" + encode(key);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
