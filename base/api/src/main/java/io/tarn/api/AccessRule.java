package io.tarn.api;

import java.util.List;
import java.util.function.BiFunction;

/** What a call needs to be allowed, derived from its input. */
@FunctionalInterface
public interface AccessRule<I> {
  List<Access> of(I input, Call call);

  /** One action on one resource. */
  static <I> AccessRule<I> on(String action, BiFunction<I, Call, String> resource) {
    return (input, call) -> List.of(Access.of(action, resource.apply(input, call)));
  }

  /** One action that AWS authorises on {@code *} only. */
  static <I> AccessRule<I> any(String action) {
    return (input, call) -> List.of(Access.of(action, "*"));
  }

  /** No permission needed beyond a valid signature, as for sts:GetCallerIdentity. */
  static <I> AccessRule<I> signedOnly() {
    return (input, call) -> List.of();
  }
}
