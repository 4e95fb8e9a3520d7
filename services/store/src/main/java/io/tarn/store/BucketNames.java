package io.tarn.store;

import io.tarn.kernel.ServiceError;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names a bucket may have. Source: S3 User Guide, "General purpose bucket naming rules". */
final class BucketNames {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
  private static final Set<String> PATHS_OF_THIS_SERVER = Set.of("query", "iceberg");

  private BucketNames() {}

  static void check(String name) {
    if (PATHS_OF_THIS_SERVER.contains(name)) {
      throw invalid(name, "The bucket name " + name + " is reserved: it is a path of this server.");
    }
    boolean good =
        FORM.matcher(name).matches()
            && !ADDRESS.matcher(name).matches()
            && !name.contains("..")
            && !name.startsWith("xn--")
            && !name.startsWith("sthree-")
            && !name.endsWith("-s3alias")
            && !name.endsWith("--ol-s3")
            && !name.endsWith(".mrap")
            && !name.endsWith("--x-s3")
            && !name.endsWith("--table-s3");
    if (!good) {
      throw invalid(name, "The specified bucket is not valid.");
    }
  }

  private static ServiceError invalid(String name, String message) {
    return S3Error.INVALID_BUCKET_NAME.with(message).with("BucketName", name);
  }
}
