package io.tarn.catalog.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a crawler has been told about its files.
 *
 * @param richTypes whether dates, timestamps and decimals of delimited files get types of their
 *     own, instead of those that scripts written for AWS expect
 * @param classifiers asked in their order before anything is found out
 */
public record ProbeRules(HeaderRule header, boolean richTypes, List<CustomClassifier> classifiers) {
  public ProbeRules {
    requireNonNull(header, "header is null");
    classifiers = List.copyOf(classifiers);
  }

  public static ProbeRules of(HeaderRule header) {
    return new ProbeRules(header, false, List.of());
  }

  ProbeRules withHeader(HeaderRule rule) {
    return new ProbeRules(rule, richTypes, classifiers);
  }
}
