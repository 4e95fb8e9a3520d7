package io.tarn.functions;

import io.tarn.api.Body;
import io.tarn.api.Call;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.functions.sandbox.CodeStore;
import io.tarn.kernel.ServiceError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Packages on their way in: from the request or, as the caller, from a bucket. */
final class Packages {
  /**
   * A package that is kept already but named by no row yet.
   *
   * @param sha256 in Base64, as CodeSha256 shows it
   */
  record Saved(String id, long size, String sha256) {}

  private Packages() {}

  /**
   * Checks and keeps a package. What a call leaves behind that fails afterwards is removed at the
   * next start.
   */
  static Saved save(
      Lambda lambda,
      Call call,
      byte @Nullable [] zip,
      @Nullable String bucket,
      @Nullable String key,
      @Nullable String version) {
    byte[] bytes = read(lambda, call, zip, bucket, key, version);
    String id = call.ids().hex(16);
    try {
      lambda.code().save(id, bytes);
    } catch (CodeStore.BadPackage e) {
      throw LambdaError.INVALID.error(e.message());
    } catch (IOException e) {
      throw new UncheckedIOException("A package could not be kept", e);
    }
    return new Saved(id, bytes.length, sha256(bytes));
  }

  static byte[] read(
      Lambda lambda,
      Call call,
      byte @Nullable [] zip,
      @Nullable String bucket,
      @Nullable String key,
      @Nullable String version) {
    if (zip != null && bucket == null && key == null) {
      if (zip.length > lambda.limits().zipMax()) {
        throw LambdaError.TOO_LARGE.error(
            "Request must be smaller than " + lambda.limits().zipMax() + " bytes of zip file");
      }
      return zip;
    }
    if (zip != null || bucket == null || key == null) {
      throw LambdaError.INVALID.error(
          "Please provide a source for function code: ZipFile, or S3Bucket and S3Key.");
    }
    return fetch(lambda, call, bucket, key, version);
  }

  private static byte[] fetch(
      Lambda lambda, Call call, String bucket, String key, @Nullable String version) {
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(bucket).key(key).versionId(version).build();
    try {
      GetObjectOutput object =
          lambda.dispatcher().dispatch(S3Service.GET_OBJECT, request, call.origin());
      try (Body body = object.body()) {
        int max = lambda.limits().storedZipMax();
        try (InputStream in = body == null ? InputStream.nullInputStream() : body.open()) {
          byte[] bytes = in.readNBytes(max + 1);
          if (bytes.length > max) {
            throw LambdaError.INVALID.error("The object is larger than " + max + " bytes");
          }
          return bytes;
        }
      }
    } catch (ServiceError e) {
      if (e.code().equals(LambdaError.INVALID.code())) {
        throw e;
      }
      throw LambdaError.INVALID.error(
          "Error occurred while GetObject. S3 Error Code: %s. S3 Error Message: %s"
              .formatted(e.code(), e.message()));
    } catch (IOException e) {
      throw new UncheckedIOException("The package s3://" + bucket + "/" + key, e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }
}
