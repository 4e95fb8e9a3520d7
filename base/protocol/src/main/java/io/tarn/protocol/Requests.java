package io.tarn.protocol;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import io.tarn.kernel.ServiceError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells from a request's head which protocol, service and operation it is for. The protocol is a
 * property of the request, never of the service; a service or operation that is unknown is refused
 * by name and goes to no default. Thread-safe.
 */
public final class Requests {
  private static final Pattern DATED_PATH = Pattern.compile("/20\\d\\d-\\d\\d-\\d\\d/.*");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*\\]");
  private static final Pattern S3_HOST = Pattern.compile("(.+)\\.s3[.-].*");

  private final List<String> hosts;
  private final Map<String, RouteTable> tables = new ConcurrentHashMap<>();

  /**
   * @param hosts the names this lake is reached by, without port; below them a first label is a
   *     bucket, e.g. {@code localhost} makes {@code raw.localhost} the bucket raw
   */
  public Requests(List<String> hosts) {
    this.hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .sorted((a, b) -> b.length() - a.length())
            .toList();
  }

  /**
   * @param signedName the service's name in the credential scope; null for an anonymous request
   * @throws ServiceError naming the service or operation that is unknown
   */
  public Wire.Routed route(RequestHead head, @Nullable String signedName) {
    if ("rpc-v2-cbor".equals(head.headers().first("smithy-protocol"))) {
      return scoped(rpc(head), signedName);
    }
    String target = head.headers().first("X-Amz-Target");
    if (target != null) {
      return scoped(target(head, target), signedName);
    }
    String service = service(head, signedName);
    ServiceModel model = requireNonNull(Services.find(service));
    if (isForm(head) && !model.protocol().startsWith("rest")) {
      return new Wire.Routed(Query.AWS, model, null, null, Map.of());
    }
    if (service.equals("s3")) {
      return s3(head, model);
    }
    if (!model.protocol().startsWith("rest")) {
      throw new ServiceError(
          "UnknownOperationException",
          400,
          "The request names no operation of " + service + ": X-Amz-Target or Action is missing");
    }
    RouteTable.Match match = table(model).match(head, head.rawPath());
    if (match == null) {
      throw new ServiceError(
          "UnknownOperationException",
          404,
          "No operation of %s answers %s %s".formatted(service, head.method(), head.rawPath()));
    }
    return routed(RestJson.INSTANCE, model, match.operation(), match.labels());
  }

  /** The protocol an error is to be written in when {@link #route} has refused the request. */
  public Protocol protocolOf(RequestHead head, @Nullable String signedName) {
    if ("rpc-v2-cbor".equals(head.headers().first("smithy-protocol"))) {
      return JsonRpc.RPC_V2_CBOR;
    }
    if (head.headers().has("X-Amz-Target")) {
      return json(head);
    }
    String known = signedName == null ? null : Services.ofSigningName(signedName);
    if ("lambda".equals(known) || "scheduler".equals(known) || "lakeformation".equals(known)) {
      return RestJson.INSTANCE;
    }
    if (isForm(head) && !"s3".equals(known)) {
      return Query.AWS;
    }
    if (known == null && DATED_PATH.matcher(head.rawPath()).matches()) {
      return RestJson.INSTANCE;
    }
    return RestXml.S3;
  }

  /** The protocol a client of this service speaks by its model. */
  public static Protocol preferred(ServiceModel service) {
    return switch (service.protocol()) {
      case "json" -> service.jsonVersion().equals("1.0") ? JsonRpc.JSON_1_0 : JsonRpc.JSON_1_1;
      case "rest-json" -> RestJson.INSTANCE;
      case "rest-xml" -> service.service().equals("s3") ? RestXml.S3 : RestXml.PLAIN;
      case "query" -> Query.AWS;
      case "ec2" -> Query.EC2;
      case "smithy-rpc-v2-cbor" -> JsonRpc.RPC_V2_CBOR;
      default -> throw new IllegalArgumentException("no codec for " + service.protocol());
    };
  }

  /** A signature for one service must not open another one's door. */
  private static Wire.Routed scoped(Wire.Routed routed, @Nullable String signedName) {
    if (signedName != null && !signedName.equals(routed.service().signingName())) {
      throw new ServiceError(
          "InvalidSignatureException",
          400,
          "Credential should be scoped to correct service: '%s'."
              .formatted(routed.service().signingName()));
    }
    return routed;
  }

  private static Wire.Routed rpc(RequestHead head) {
    String[] parts = head.rawPath().split("/", -1);
    boolean formed =
        parts.length >= 5
            && parts[parts.length - 4].equals("service")
            && parts[parts.length - 2].equals("operation");
    if (!formed) {
      throw new ServiceError(
          "UnknownOperationException", 404, "The path names no operation: " + head.rawPath());
    }
    String name = parts[parts.length - 3];
    ServiceModel model = known(Services.ofTarget(name), name);
    return routed(JsonRpc.RPC_V2_CBOR, model, parts[parts.length - 1], Map.of());
  }

  private static Wire.Routed target(RequestHead head, String target) {
    int dot = target.lastIndexOf('.');
    String prefix = dot < 0 ? "" : target.substring(0, dot);
    ServiceModel model = known(Services.ofTarget(prefix), dot < 0 ? target : prefix);
    return routed(json(head), model, target.substring(dot + 1), Map.of());
  }

  private static Protocol json(RequestHead head) {
    String type =
        requireNonNullElse(head.headers().first("Content-Type"), "").toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-amz-cbor")) {
      return JsonRpc.CBOR_1_1;
    }
    return type.startsWith("application/x-amz-json-1.0") ? JsonRpc.JSON_1_0 : JsonRpc.JSON_1_1;
  }

  private static ServiceModel known(@Nullable String service, String name) {
    ServiceModel model = service == null ? null : Services.find(service);
    if (model == null) {
      throw new ServiceError("NotImplemented", 501, "This lake has no service " + printable(name));
    }
    return model;
  }

  private static String printable(String name) {
    String cut = name.length() > 100 ? name.substring(0, 100) + "..." : name;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static Wire.Routed routed(
      Protocol protocol, ServiceModel model, String operation, Map<String, String> labels) {
    if (!model.operationNames().contains(operation)) {
      throw new ServiceError(
          "UnknownOperationException",
          400,
          "%s has no operation %s".formatted(model.service(), printable(operation)));
    }
    return new Wire.Routed(protocol, model, operation, model.find(operation), labels);
  }

  private static String service(RequestHead head, @Nullable String signedName) {
    if (signedName != null) {
      String known = Services.ofSigningName(signedName);
      return known(known, signedName).service();
    }
    if (isForm(head)) {
      for (Percent.Parameter parameter : Percent.parameters(head.rawQuery())) {
        String service =
            parameter.name().equals("Version") ? Services.ofVersion(parameter.value()) : null;
        if (service != null) {
          return service;
        }
      }
    }
    String label = head.host().split("[.:]", 2)[0].toLowerCase(Locale.ROOT);
    String named = Services.ofSigningName(label);
    if (named != null && head.host().indexOf('.') > 0) {
      return named;
    }
    if (DATED_PATH.matcher(head.rawPath()).matches()) {
      return "lambda";
    }
    if (isForm(head)) {
      throw new ServiceError(
          "MissingAuthenticationToken",
          403,
          "The request is not signed, and nothing in its head names a service");
    }
    return "s3";
  }

  /** Whether a request is one of the query protocols: a form, or Action among the parameters. */
  private static boolean isForm(RequestHead head) {
    String type =
        requireNonNullElse(head.headers().first("Content-Type"), "").toLowerCase(Locale.ROOT);
    if (head.method().equals("POST") && type.startsWith("application/x-www-form-urlencoded")) {
      return true;
    }
    return head.rawQuery().startsWith("Action=") || head.rawQuery().contains("&Action=");
  }

  private Wire.Routed s3(RequestHead head, ServiceModel model) {
    String path = s3Path(head);
    RouteTable.Match match = table(model).match(head, path);
    if (match == null) {
      throw new ServiceError(
              "MethodNotAllowed", 405, "The specified method is not allowed against this resource.")
          .with("Method", head.method())
          .with("ResourceType", path.length() > 1 ? "OBJECT" : "SERVICE");
    }
    return routed(RestXml.S3, model, match.operation(), match.labels());
  }

  /** What a request to S3 is about: a bucket, and whether something in it. */
  public record Target(String bucket, boolean isObject) {}

  /** What a request to S3 is about; empty for other services and for S3 as a whole. */
  public Optional<Target> s3Target(RequestHead head, @Nullable String signedName) {
    try {
      if (!service(head, signedName).equals("s3")) {
        return Optional.empty();
      }
      String path = s3Path(head).substring(1);
      int slash = path.indexOf('/');
      String bucket = Percent.decode(slash < 0 ? path : path.substring(0, slash));
      boolean isObject = slash >= 0 && slash < path.length() - 1;
      return bucket.isEmpty() ? Optional.empty() : Optional.of(new Target(bucket, isObject));
    } catch (ServiceError e) {
      return Optional.empty();
    }
  }

  private String s3Path(RequestHead head) {
    String bucket = bucketOfHost(head.host());
    return bucket == null ? head.rawPath() : "/" + bucket + head.rawPath();
  }

  /** The bucket of a virtual-hosted request; null when the bucket stands in the path. */
  public @Nullable String bucketOfHost(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    boolean port = colon > 0 && hostAndPort.indexOf(']', colon) < 0;
    String host = (port ? hostAndPort.substring(0, colon) : hostAndPort).toLowerCase(Locale.ROOT);
    if (ADDRESS.matcher(host).matches() || hosts.contains(host)) {
      return null;
    }
    java.util.regex.Matcher named = S3_HOST.matcher(host);
    if (named.matches()) {
      return named.group(1);
    }
    if (host.startsWith("s3.") || host.startsWith("s3-")) {
      return null;
    }
    for (String base : hosts) {
      if (host.endsWith("." + base)) {
        return host.substring(0, host.length() - base.length() - 1);
      }
    }
    return null;
  }

  private RouteTable table(ServiceModel model) {
    return tables.computeIfAbsent(
        model.service(), service -> new RouteTable(model, service.equals("s3")));
  }
}
