package io.tarn.server;

import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.Structure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every operation the lake has, by service and name. An operation named twice or without an access
 * rule stops the start.
 */
public final class OperationTable {
  private final Map<String, Map<String, Operation<?, ?>>> byService = new HashMap<>();

  OperationTable(Collection<? extends Operation<?, ?>> operations) {
    for (Operation<?, ?> operation : operations) {
      String name = operation.model().service() + ":" + operation.model().name();
      requireAccessRule(operation, name);
      Operation<?, ?> before =
          byService
              .computeIfAbsent(operation.model().service(), service -> new HashMap<>())
              .put(operation.model().name(), operation);
      if (before != null) {
        throw new IllegalStateException("Two operations are named " + name);
      }
    }
  }

  @SuppressWarnings(
      "ConstantValue") // A room written without null checks could still return null here.
  private static void requireAccessRule(Operation<?, ?> operation, String name) {
    if (operation.access() == null) {
      throw new IllegalStateException("The operation " + name + " has no access rule");
    }
  }

  Optional<Operation<?, ?>> find(String service, String name) {
    return Optional.ofNullable(byService.getOrDefault(service, Map.of()).get(name));
  }

  /**
   * The operation of a model.
   *
   * @throws io.tarn.kernel.ServiceError NotImplemented by name
   */
  @SuppressWarnings(
      "unchecked") // The table is keyed by the model, whose types are the operation's.
  <I extends Structure, O extends Structure> Operation<I, O> require(OperationModel<I, O> model) {
    return (Operation<I, O>)
        find(model.service(), model.name())
            .orElseThrow(() -> LocalDispatcher.notImplemented(model.service(), model.name()));
  }

  /** All operations, by service and name. */
  public List<Operation<?, ?>> all() {
    List<Operation<?, ?>> all = new ArrayList<>();
    byService.values().forEach(service -> all.addAll(service.values()));
    all.sort(
        Comparator.comparing((Operation<?, ?> operation) -> operation.model().service())
            .thenComparing(operation -> operation.model().name()));
    return List.copyOf(all);
  }
}
