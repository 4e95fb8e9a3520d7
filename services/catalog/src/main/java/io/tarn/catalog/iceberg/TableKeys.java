package io.tarn.catalog.iceberg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.Call;
import io.tarn.api.ScopedSessions;
import io.tarn.api.SessionIssuer.TemporaryKeys;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.credentials.ImmutableCredential;

/**
 * Keys that open the files of one table and nothing else, of what its caller may open himself: what
 * a client asks for by {@code X-Iceberg-Access-Delegation: vended-credentials}.
 */
final class TableKeys {
  private static final Duration DURATION = Duration.ofHours(1);
  private static final String SESSION = "iceberg";

  private final ScopedSessions sessions;

  TableKeys(ScopedSessions sessions) {
    this.sessions = sessions;
  }

  /** Whether the client asks for keys. */
  static boolean areWanted(Optional<String> delegation) {
    return delegation.filter(text -> text.contains("vended-credentials")).isPresent();
  }

  /**
   * One credential for each folder that files of the table lie in; none where the caller's rights
   * cannot be cut down.
   */
  List<Credential> issue(Call call, TableMetadata table, boolean writes) {
    Set<String> folders = folders(table);
    return sessions
        .issue(call.caller(), SESSION, policy(folders, writes), DURATION)
        .map(
            keys ->
                folders.stream()
                    .<Credential>map(
                        folder ->
                            ImmutableCredential.builder()
                                .prefix(folder)
                                .config(config(keys, call))
                                .build())
                    .toList())
        .orElse(List.of());
  }

  private static Map<String, String> config(TemporaryKeys keys, Call call) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("s3.access-key-id", keys.accessKeyId());
    config.put("s3.secret-access-key", keys.secretAccessKey());
    config.put("s3.session-token", keys.sessionToken());
    config.put("s3.session-token-expires-at-ms", String.valueOf(keys.expiration().toEpochMilli()));
    config.put("s3.endpoint", call.transport().endpoint());
    config.put("s3.path-style-access", "true");
    config.put("s3.region", call.region());
    config.put("client.region", call.region());
    return config;
  }

  private static Set<String> folders(TableMetadata table) {
    Set<String> folders = new LinkedHashSet<>();
    folders.add(folder(table.location()));
    for (String name :
        List.of(TableProperties.WRITE_DATA_LOCATION, TableProperties.WRITE_METADATA_LOCATION)) {
      String elsewhere = table.property(name, null);
      if (elsewhere != null) {
        folders.add(folder(elsewhere));
      }
    }
    return folders;
  }

  private static String folder(String location) {
    return location.endsWith("/") ? location : location + "/";
  }

  private static String policy(Set<String> folders, boolean writes) {
    ObjectNode policy = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
    ArrayNode statements = policy.putArray("Statement");
    for (String folder : folders) {
      Location all = Location.parse(folder + "*");
      String prefix = literally(all.key().substring(0, all.key().length() - 1));
      String bucket = "arn:aws:s3:::" + all.bucket();
      ArrayNode actions = allow(statements, bucket + "/" + prefix + "*");
      actions.add("s3:GetObject").add("s3:GetObjectVersion");
      if (writes) {
        actions.add("s3:PutObject").add("s3:DeleteObject");
        actions.add("s3:AbortMultipartUpload").add("s3:ListMultipartUploadParts");
      }
      allow(statements, bucket).add("s3:ListBucket");
      ObjectNode listing = (ObjectNode) statements.get(statements.size() - 1);
      listing.putObject("Condition").putObject("StringLike").put("s3:prefix", prefix + "*");
      allow(statements, bucket).add("s3:GetBucketLocation");
    }
    ArrayNode keys = allow(statements, "*").add("kms:Decrypt");
    if (writes) {
      keys.add("kms:GenerateDataKey");
    }
    ObjectNode encryption = (ObjectNode) statements.get(statements.size() - 1);
    encryption
        .putObject("Condition")
        .putObject("StringLike")
        .put("kms:ViaService", "s3.*.amazonaws.com");
    return policy.toString();
  }

  private static ArrayNode allow(ArrayNode statements, String resource) {
    ObjectNode statement = statements.addObject().put("Effect", "Allow").put("Resource", resource);
    return statement.putArray("Action");
  }

  /** A key's letters that would be wildcards or variables in a policy. */
  private static String literally(String key) {
    return key.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
  }
}
