package io.tarn.api;

import static java.util.Objects.requireNonNull;

/**
 * What the service model says of one operation. Generated constants are the only instances a room
 * meets.
 *
 * @param service the model's name, e.g. {@code glue}
 * @param name AWS's name, e.g. {@code GetTable}
 */
public record OperationModel<I extends Structure, O extends Structure>(
    String service, String name, String method, String uri, Schema input, Schema output) {
  public OperationModel {
    requireNonNull(service, "service is null");
    requireNonNull(name, "name is null");
  }
}
