package io.tarn.api;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the model says of a service as a whole: how it is addressed, which operations it has (all of
 * AWS's, also those that Tarn has no records for), which errors. Immutable; tables are made when
 * first asked.
 */
public final class ServiceModel {
  private final Map<String, String> facts = new HashMap<>();
  private final String operationText;
  private final String errorText;
  private final List<OperationModel<?, ?>> operations;
  private volatile @Nullable Map<String, Signature> signatures;
  private volatile @Nullable Map<String, OperationModel<?, ?>> byName;
  private volatile @Nullable Map<String, ErrorModel> errors;

  /**
   * What a request for an operation looks like; method and uri are POST and / outside REST.
   *
   * @param query the required query parameters
   * @param headers the required headers
   */
  public record Signature(
      String name, String method, String uri, List<String> query, List<String> headers) {}

  /**
   * @param facts {@code name=value} lines
   * @param operations a line an operation: name, and for REST method, uri, {@code q=} and {@code
   *     h=}
   * @param errors a line an error: shape, code, status, side, message member
   */
  public ServiceModel(
      String facts, String operations, String errors, List<OperationModel<?, ?>> models) {
    for (String line : facts.split("\n")) {
      int equals = line.indexOf('=');
      this.facts.put(line.substring(0, equals), line.substring(equals + 1));
    }
    this.operationText = operations;
    this.errorText = errors;
    this.operations = List.copyOf(models);
  }

  /** The model's name, e.g. {@code stepfunctions}; also the name of the package of its records. */
  public String service() {
    return fact("service");
  }

  public String apiVersion() {
    return fact("apiVersion");
  }

  /** What the model prefers: json, rest-json, rest-xml, query, ec2, smithy-rpc-v2-cbor. */
  public String protocol() {
    return fact("protocol");
  }

  /** 1.0 or 1.1; empty for services that speak no JSON. */
  public String jsonVersion() {
    return fact("jsonVersion");
  }

  public String targetPrefix() {
    return fact("targetPrefix");
  }

  /** The service's name in a credential scope, e.g. {@code states}. */
  public String signingName() {
    return fact("signingName");
  }

  public String endpointPrefix() {
    return fact("endpointPrefix");
  }

  /** The namespace of XML answers; empty where there is none. */
  public String xmlNamespace() {
    return fact("xmlNamespace");
  }

  /** Whether JSON errors carry the code of the older query protocol in a header. */
  public boolean isQueryCompatible() {
    return fact("queryCompatible").equals("true");
  }

  /** The operations with records. */
  public List<OperationModel<?, ?>> operations() {
    return operations;
  }

  /** The names of all operations AWS has. */
  public Set<String> operationNames() {
    return signatures().keySet();
  }

  public List<Signature> allOperations() {
    return List.copyOf(signatures().values());
  }

  /** An operation with records, by AWS's name; null when Tarn has none. */
  public @Nullable OperationModel<?, ?> find(String operation) {
    Map<String, OperationModel<?, ?>> known = byName;
    if (known == null) {
      known = new HashMap<>();
      for (OperationModel<?, ?> model : operations) {
        known.put(model.name(), model);
      }
      byName = known;
    }
    return known.get(operation);
  }

  /** A modelled error by its shape's name or its code. */
  public @Nullable ErrorModel error(String code) {
    Map<String, ErrorModel> known = errors;
    if (known == null) {
      known = readErrors();
      errors = known;
    }
    return known.get(code);
  }

  /** What an error's message member is called in JSON when the error is not modelled. */
  public String messageMember() {
    return errorText.contains(" Message") && !errorText.contains(" message")
        ? "Message"
        : "message";
  }

  private Map<String, ErrorModel> readErrors() {
    Map<String, ErrorModel> read = new HashMap<>();
    for (String line : errorText.split("\n")) {
      String[] parts = line.split(" ");
      if (parts.length == 5) {
        ErrorModel error =
            new ErrorModel(
                parts[0],
                parts[1],
                Integer.parseInt(parts[2]),
                parts[3].equals("server"),
                parts[4]);
        read.putIfAbsent(error.code(), error);
        read.put(error.shape(), error);
      }
    }
    return read;
  }

  private Map<String, Signature> signatures() {
    Map<String, Signature> known = signatures;
    if (known == null) {
      known = new LinkedHashMap<>();
      for (String line : operationText.split("\n")) {
        Signature signature = signature(line.split(" "));
        known.put(signature.name(), signature);
      }
      signatures = known;
    }
    return known;
  }

  private static Signature signature(String[] parts) {
    List<String> query = new ArrayList<>();
    List<String> headers = new ArrayList<>();
    for (int i = 3; i < parts.length; i++) {
      (parts[i].startsWith("q=") ? query : headers).add(parts[i].substring(2));
    }
    return new Signature(
        parts[0],
        parts.length > 1 ? parts[1] : "POST",
        parts.length > 2 ? parts[2] : "/",
        List.copyOf(query),
        List.copyOf(headers));
  }

  private String fact(String name) {
    return requireNonNullElse(facts.get(name), "");
  }
}
