package io.tarn.protocol;

import io.tarn.api.ServiceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All REST operations of one service by what their requests look like: method, path, literal query,
 * required parameters and headers. Of all that fit, the most specific wins; of equals, the one that
 * Tarn has records for.
 */
final class RouteTable {
  private final Map<String, List<Route>> byMethod = new HashMap<>();
  private final Set<String> subresources = new HashSet<>();
  private final boolean keepTrailing;

  /** A request's operation and what its labels hold. */
  record Match(String operation, Map<String, String> labels) {}

  private record Route(
      ServiceModel.Signature signature,
      List<String> segments,
      List<Percent.Parameter> literals,
      int weight) {}

  /**
   * @param keepTrailing whether a slash at the end belongs to the last label, as in S3's keys
   */
  RouteTable(ServiceModel service, boolean keepTrailing) {
    this.keepTrailing = keepTrailing;
    for (ServiceModel.Signature signature : service.allOperations()) {
      Route route = route(signature, service.find(signature.name()) != null);
      byMethod.computeIfAbsent(signature.method(), method -> new ArrayList<>()).add(route);
      for (Percent.Parameter literal : route.literals()) {
        if (!literal.valued()) {
          subresources.add(literal.name());
        }
      }
    }
    byMethod.values().forEach(routes -> routes.sort((a, b) -> b.weight() - a.weight()));
  }

  private Route route(ServiceModel.Signature signature, boolean known) {
    int mark = signature.uri().indexOf('?');
    String path = mark < 0 ? signature.uri() : signature.uri().substring(0, mark);
    List<Percent.Parameter> literals =
        mark < 0 ? List.of() : Percent.parameters(signature.uri().substring(mark + 1));
    List<String> segments = segments(path);
    int weight = known ? 1 : 0;
    weight += 2 * (signature.query().size() + signature.headers().size());
    weight += 20 * literals.size();
    for (String segment : segments) {
      weight += segment.endsWith("+}") ? 200 : segment.startsWith("{") ? 400 : 600;
    }
    return new Route(signature, segments, literals, weight);
  }

  /** Null when nothing fits. */
  @Nullable Match match(RequestHead head, String rawPath) {
    List<String> path = segments(rawPath);
    List<Percent.Parameter> parameters = Percent.parameters(head.rawQuery());
    Map<String, List<String>> query = Percent.byName(parameters);
    for (Route route : byMethod.getOrDefault(head.method(), List.of())) {
      Map<String, String> labels = new LinkedHashMap<>();
      if (fits(route, query, head.headers()) && walk(route.segments(), 0, path, 0, labels)) {
        return leavesSubresource(route, parameters)
            ? null
            : new Match(route.signature().name(), labels);
      }
    }
    return null;
  }

  private static boolean fits(Route route, Map<String, List<String>> query, Headers headers) {
    for (Percent.Parameter literal : route.literals()) {
      List<String> values = query.get(literal.name());
      if (values == null || (literal.valued() && !values.contains(literal.value()))) {
        return false;
      }
    }
    // Where a literal already tells operations apart, a missing header is for the operation to
    // judge.
    return query.keySet().containsAll(route.signature().query())
        && (!route.literals().isEmpty()
            || route.signature().headers().stream().allMatch(headers::has));
  }

  /**
   * A DELETE of {@code ?acl} must not become a DELETE of the object because no operation has that
   * name.
   */
  private boolean leavesSubresource(Route route, List<Percent.Parameter> parameters) {
    for (Percent.Parameter parameter : parameters) {
      if (parameter.value().isEmpty()
          && subresources.contains(parameter.name())
          && route.literals().stream().noneMatch(one -> one.name().equals(parameter.name()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean walk(
      List<String> template, int at, List<String> path, int from, Map<String, String> labels) {
    if (at == template.size()) {
      return from == path.size();
    }
    String segment = template.get(at);
    if (!segment.startsWith("{")) {
      return from < path.size()
          && Percent.decode(path.get(from)).equals(segment)
          && walk(template, at + 1, path, from + 1, labels);
    }
    boolean greedy = segment.endsWith("+}");
    String name = segment.substring(1, segment.length() - (greedy ? 2 : 1));
    int most = greedy ? path.size() - (template.size() - at - 1) : Math.min(path.size(), from + 1);
    for (int to = most; to > from; to--) {
      String value = Percent.decode(String.join("/", path.subList(from, to)));
      if (!value.isEmpty() && walk(template, at + 1, path, to, labels)) {
        labels.put(name, value);
        return true;
      }
    }
    return false;
  }

  private List<String> segments(String path) {
    String inner = path.startsWith("/") ? path.substring(1) : path;
    if (inner.isEmpty()) {
      return List.of();
    }
    List<String> segments = new ArrayList<>(Arrays.asList(inner.split("/", -1)));
    boolean trailing = segments.getLast().isEmpty();
    if (trailing && (!keepTrailing || segments.size() <= 2)) {
      segments.removeLast();
    }
    return segments;
  }
}
