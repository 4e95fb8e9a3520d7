package io.tarn.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request may ask and this room does not do: refused by name, never passed over. */
final class Refusals {
  private static final Set<String> STORAGE_CLASSES =
      Set.of(
          "STANDARD",
          "REDUCED_REDUNDANCY",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "GLACIER",
          "DEEP_ARCHIVE",
          "GLACIER_IR");

  private Refusals() {}

  /** The class to keep as a label: null for the usual one. */
  static @Nullable String storageClass(@Nullable String storageClass) {
    if (storageClass == null || storageClass.equals("STANDARD")) {
      return null;
    }
    if (!STORAGE_CLASSES.contains(storageClass)) {
      throw S3Error.INVALID_STORAGE_CLASS
          .with("The storage class you specified is not valid")
          .with("StorageClassRequested", storageClass);
    }
    return storageClass;
  }

  static void mfa(@Nullable String mfa) {
    if (mfa != null) {
      throw S3Error.notImplemented("x-amz-mfa");
    }
  }
}
