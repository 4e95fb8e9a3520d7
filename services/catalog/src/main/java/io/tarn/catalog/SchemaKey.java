package io.tarn.catalog;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.api.glue.RegistryId;
import io.tarn.api.glue.SchemaId;
import io.tarn.kernel.Arn;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry, or a schema in one, as names or as an ARN say it.
 *
 * @param schema empty when the registry itself is meant
 */
record SchemaKey(String registry, String schema) {
  /** Where schemas go that name no registry. */
  static final String DEFAULT_REGISTRY = "default-registry";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_$#.]+");

  SchemaKey {
    checkName(registry);
    if (!schema.isEmpty()) {
      checkName(schema);
    }
  }

  static SchemaKey of(@Nullable RegistryId id, Call call) {
    if (id == null || (id.registryName() == null && id.registryArn() == null)) {
      return new SchemaKey(DEFAULT_REGISTRY, "");
    }
    if (id.registryName() != null && id.registryArn() != null) {
      throw GlueError.INVALID_INPUT.error(
          "One of registryName or registryArn has to be provided, both cannot be provided.");
    }
    return id.registryName() != null
        ? new SchemaKey(id.registryName(), "")
        : ofArn(Names.required(id.registryArn(), "RegistryArn"), "registry", 2, call);
  }

  static SchemaKey of(SchemaId id, Call call) {
    if (id.schemaArn() != null) {
      if (id.schemaName() != null || id.registryName() != null) {
        throw GlueError.INVALID_INPUT.error(
            "One of (registryName and schemaName) or schemaArn has to be provided, both cannot be"
                + " provided.");
      }
      return ofArn(id.schemaArn(), "schema", 3, call);
    }
    return new SchemaKey(
        id.registryName() == null ? DEFAULT_REGISTRY : id.registryName(),
        Names.required(id.schemaName(), "SchemaName"));
  }

  private static SchemaKey ofArn(String text, String kind, int parts, Call call) {
    if (Arn.isArn(text)) {
      Arn arn = Arn.parse(text);
      String[] path = arn.resource().split("/", -1);
      boolean here = arn.region().equals(call.region()) && arn.account().equals(call.account());
      if (here && path.length == parts && path[0].equals(kind)) {
        return new SchemaKey(path[1], parts == 3 ? path[2] : "");
      }
    }
    throw GlueError.INVALID_INPUT.error("The " + kind + "'s ARN is not valid: " + text);
  }

  private static void checkName(String name) {
    if (name.length() > 255 || !NAME.matcher(name).matches()) {
      throw GlueError.INVALID_INPUT.error("The name is not valid: " + name);
    }
  }

  String registryArn(String region, String account) {
    return Arn.of("glue", region, account, "registry/" + registry).toString();
  }

  String schemaArn(String region, String account) {
    return Arn.of("glue", region, account, "schema/" + registry + "/" + schema).toString();
  }

  /** What AWS asks for: the action on the registry, and on the schema if one is meant. */
  List<Access> access(String action, Call call) {
    Access onRegistry = Access.of(action, registryArn(call.region(), call.account()));
    return schema.isEmpty()
        ? List.of(onRegistry)
        : List.of(onRegistry, Access.of(action, schemaArn(call.region(), call.account())));
  }
}
