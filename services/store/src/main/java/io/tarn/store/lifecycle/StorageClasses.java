package io.tarn.store.lifecycle;

import java.util.List;

/**
 * The order in which versions may go down: each only to a class further behind. Source: S3 User
 * Guide, "Transitioning objects using Amazon S3 Lifecycle".
 */
public final class StorageClasses {
  private static final List<String> DOWNWARD =
      List.of(
          "STANDARD",
          "REDUCED_REDUNDANCY",
          "STANDARD_IA",
          "INTELLIGENT_TIERING",
          "ONEZONE_IA",
          "GLACIER_IR",
          "GLACIER",
          "DEEP_ARCHIVE");
  private static final int FIRST_TARGET = 2;

  private StorageClasses() {}

  /** Whether a rule may name it as a target. */
  public static boolean isTarget(String name) {
    return DOWNWARD.indexOf(name) >= FIRST_TARGET;
  }

  static boolean isDown(String from, String to) {
    return DOWNWARD.indexOf(to) > DOWNWARD.indexOf(from);
  }

  /** Whether its versions have to be restored on AWS before they can be read. */
  public static boolean isArchive(String name) {
    return name.equals("GLACIER") || name.equals("DEEP_ARCHIVE");
  }
}
