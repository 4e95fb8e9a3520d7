package io.tarn.functions.sandbox;

import java.util.List;
import java.util.Map;

/**
 * What a sandbox is made for: one version of one function in one state. Sandboxes are shared by
 * equal {@link #key}s only.
 *
 * @param key the function's ARN, version and revision: an update needs new sandboxes
 * @param function the function's ARN without a version; what concurrency is counted by
 * @param version {@code $LATEST} or a number
 * @param memoryMegabytes resident memory of the whole family
 * @param storageMegabytes the largest file it may write
 * @param code the package's id in the {@link CodeStore}
 * @param layers the packages of its layers, first to last
 */
public record SandboxSpec(
    String key,
    String region,
    String function,
    String name,
    String version,
    String runtime,
    String handler,
    String role,
    int memoryMegabytes,
    int timeoutSeconds,
    int storageMegabytes,
    Map<String, String> environment,
    String code,
    List<String> layers,
    String logGroup) {
  public SandboxSpec {
    environment = Map.copyOf(environment);
    layers = List.copyOf(layers);
  }
}
