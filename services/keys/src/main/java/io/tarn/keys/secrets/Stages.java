package io.tarn.keys.secrets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labels of a secret's versions: a label is at one version at most. Source: AWS Secrets Manager
 * User Guide, "Secret version".
 */
final class Stages {
  static final String CURRENT = "AWSCURRENT";
  static final String PREVIOUS = "AWSPREVIOUS";
  static final String PENDING = "AWSPENDING";

  private Stages() {}

  static Optional<String> holder(Map<String, List<String>> stages, String label) {
    return stages.entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Where AWSCURRENT leaves, AWSPREVIOUS comes. */
  static Map<String, List<String>> moved(
      Map<String, List<String>> stages, String version, List<String> labels) {
    Map<String, List<String>> after = stages;
    for (String label : labels) {
      Optional<String> from = holder(after, label).filter(held -> !held.equals(version));
      after = with(without(after, label), version, label);
      if (label.equals(CURRENT) && from.isPresent()) {
        after = with(without(after, PREVIOUS), from.get(), PREVIOUS);
      }
    }
    return after;
  }

  static Map<String, List<String>> without(Map<String, List<String>> stages, String label) {
    Map<String, List<String>> after = new LinkedHashMap<>();
    stages.forEach(
        (id, labels) ->
            after.put(id, labels.stream().filter(each -> !each.equals(label)).toList()));
    return after;
  }

  private static Map<String, List<String>> with(
      Map<String, List<String>> stages, String version, String label) {
    Map<String, List<String>> after = new LinkedHashMap<>(stages);
    List<String> labels = new ArrayList<>(after.getOrDefault(version, List.of()));
    labels.add(label);
    after.put(version, List.copyOf(labels));
    return after;
  }
}
