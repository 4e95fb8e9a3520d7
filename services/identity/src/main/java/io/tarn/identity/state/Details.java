package io.tarn.identity.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an entity has beyond its name; kept as JSON. Each kind uses what it needs.
 *
 * @param trust a role's trust policy
 * @param maxSession a role's longest session in seconds
 * @param used when a role was last used, epoch millis
 * @param version a managed policy's default version
 * @param versions the highest version number a managed policy has had
 * @param updated when a managed policy last changed, epoch millis
 * @param tags in the order they were given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Details(
    @Nullable String description,
    @Nullable String boundary,
    @Nullable String trust,
    int maxSession,
    @Nullable Long used,
    @Nullable String usedRegion,
    int version,
    int versions,
    @Nullable Long updated,
    Map<String, String> tags) {
  public Details {
    tags = tags == null ? Map.of() : new LinkedHashMap<>(tags);
  }

  public static Details tagged(Map<String, String> tags) {
    return new Details(null, null, null, 0, null, null, 0, 0, null, tags);
  }

  public Details withDescription(@Nullable String text) {
    return new Details(
        text, boundary, trust, maxSession, used, usedRegion, version, versions, updated, tags);
  }

  public Details withBoundary(@Nullable String arn) {
    return new Details(
        description, arn, trust, maxSession, used, usedRegion, version, versions, updated, tags);
  }

  public Details withTrust(String document) {
    return new Details(
        description,
        boundary,
        document,
        maxSession,
        used,
        usedRegion,
        version,
        versions,
        updated,
        tags);
  }

  public Details withMaxSession(int seconds) {
    return new Details(
        description, boundary, trust, seconds, used, usedRegion, version, versions, updated, tags);
  }

  public Details withUse(long at, String region) {
    return new Details(
        description, boundary, trust, maxSession, at, region, version, versions, updated, tags);
  }

  public Details withVersions(int theDefault, int highest, long at) {
    return new Details(
        description, boundary, trust, maxSession, used, usedRegion, theDefault, highest, at, tags);
  }

  public Details withTags(Map<String, String> all) {
    return new Details(
        description,
        boundary,
        trust,
        maxSession,
        used,
        usedRegion,
        version,
        versions,
        updated,
        all);
  }
}
