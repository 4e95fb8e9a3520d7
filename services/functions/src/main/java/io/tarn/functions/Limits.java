package io.tarn.functions;

/**
 * Lambda's quotas. Source: AWS Lambda Developer Guide, "Lambda quotas".
 *
 * @param zipMax bytes of a package sent in the request
 * @param storedZipMax bytes of a package read from a bucket
 * @param nameMax characters of a function's name
 * @param timeoutMax seconds
 * @param environmentMax bytes of all variables together
 * @param layersMax layers of one function
 * @param policyMax bytes of a function's resource policy
 * @param requestMax bytes of a synchronous payload
 * @param eventMax bytes of an asynchronous payload
 * @param eventAgeMax seconds that an asynchronous invocation may wait
 * @param eventsAtOnce asynchronous invocations that run at once
 */
public record Limits(
    int zipMax,
    int storedZipMax,
    int nameMax,
    int timeoutMax,
    int environmentMax,
    int layersMax,
    int policyMax,
    int requestMax,
    int eventMax,
    int eventAgeMax,
    int eventsAtOnce) {
  public static final Limits DEFAULT =
      new Limits(
          52_428_800, 262_144_000, 64, 900, 4096, 5, 20_480, 6_291_456, 1_048_576, 21_600, 32);
}
