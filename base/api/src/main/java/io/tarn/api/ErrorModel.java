package io.tarn.api;

/**
 * One modelled error of a service.
 *
 * @param shape the shape's name, which JSON protocols put on the wire
 * @param code the code that query and XML protocols put on the wire
 * @param server whether the fault is the service's
 * @param messageMember what its message member is called: {@code message} or {@code Message}
 */
public record ErrorModel(
    String shape, String code, int status, boolean server, String messageMember) {}
