package io.tarn.functions;

import io.tarn.api.Call;
import io.tarn.kernel.Arn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A function as callers name it: a name, a partial ARN ({@code 000000000000:function:name}) or an
 * ARN, each with a version or alias behind it if they like.
 */
record FunctionName(String region, String account, String name, Optional<String> qualifier) {
  static final String LATEST = "$LATEST";

  static FunctionName parse(String text, Call call) {
    return parse(text, null, call);
  }

  static FunctionName parse(String text, @Nullable String qualifier, Call call) {
    FunctionName found = split(text, call);
    if (!found.region.equals(call.region())) {
      throw LambdaError.NOT_FOUND.error(
          "Functions from '%s' are not reachable in this region ('%s')"
              .formatted(found.region, call.region()));
    }
    if (!found.account.equals(call.account())) {
      throw LambdaError.functionNotFound(found.arn());
    }
    if (qualifier == null || qualifier.isEmpty()) {
      return found;
    }
    if (found.qualifier.isPresent() && !found.qualifier.get().equals(qualifier)) {
      throw LambdaError.INVALID.error(
          "The derived qualifier from the function name does not match the specified qualifier.");
    }
    return found.withQualifier(qualifier);
  }

  private static FunctionName split(String text, Call call) {
    String region = call.region();
    String account = call.account();
    String rest = text;
    if (Arn.isArn(text)) {
      Arn arn = Arn.parse(text);
      region = arn.region();
      account = arn.account();
      rest = arn.resource();
    }
    List<String> parts = List.of(rest.split(":", -1));
    int word = parts.size() > 1 ? parts.indexOf("function") : -1;
    if (word > 0) {
      account = parts.get(word - 1);
    }
    if (word + 1 >= parts.size() || parts.get(word + 1).isEmpty()) {
      throw LambdaError.INVALID.error("Not a function's name or ARN: " + text);
    }
    Optional<String> qualifier =
        word + 2 < parts.size() ? Optional.of(parts.get(word + 2)) : Optional.empty();
    return new FunctionName(region, account, parts.get(word + 1), qualifier);
  }

  FunctionName withQualifier(String other) {
    return new FunctionName(region, account, name, Optional.of(other));
  }

  FunctionName withoutQualifier() {
    return new FunctionName(region, account, name, Optional.empty());
  }

  /** Without a qualifier. */
  String arn() {
    return Arn.of("lambda", region, account, "function:" + name).toString();
  }

  /** With the qualifier, when the caller gave one. */
  String qualifiedArn() {
    return qualifier.map(each -> arn() + ":" + each).orElse(arn());
  }
}
