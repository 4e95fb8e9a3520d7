package io.tarn.catalog.iceberg;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.kernel.ServiceError;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchIcebergTableException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchPlanIdException;
import org.apache.iceberg.exceptions.NoSuchPlanTaskException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/** Errors as the REST catalog's specification writes them (its {@code ErrorModel}). */
final class Errors {
  private Errors() {}

  /**
   * @throws RuntimeException the same, when it is no answer but a fault
   */
  static IcebergDoor.Answer of(RuntimeException e) {
    return switch (e) {
      case ServiceError error -> answer(status(error), type(error), error.message());
      case NoSuchNamespaceException none ->
          answer(404, "NoSuchNamespaceException", none.getMessage());
      case NoSuchIcebergTableException none ->
          answer(404, "NoSuchIcebergTableException", none.getMessage());
      case NoSuchTableException none -> answer(404, "NoSuchTableException", none.getMessage());
      case NoSuchViewException none -> answer(404, "NoSuchViewException", none.getMessage());
      case NoSuchPlanIdException none -> answer(404, "NoSuchPlanIdException", none.getMessage());
      case NoSuchPlanTaskException none ->
          answer(404, "NoSuchPlanTaskException", none.getMessage());
      case NotFoundException none -> answer(404, "NotFoundException", none.getMessage());
      case AlreadyExistsException there ->
          answer(409, "AlreadyExistsException", there.getMessage());
      case NamespaceNotEmptyException full ->
          answer(409, "NamespaceNotEmptyException", full.getMessage());
      case CommitStateUnknownException unknown ->
          answer(500, "CommitStateUnknownException", unknown.getMessage());
      case CommitFailedException lost -> answer(409, "CommitFailedException", lost.getMessage());
      case ValidationException wrong -> answer(400, "ValidationException", wrong.getMessage());
      case UnsupportedOperationException not ->
          answer(406, "UnsupportedOperationException", not.getMessage());
      case IllegalArgumentException wrong -> answer(400, "BadRequestException", wrong.getMessage());
      default -> throw e;
    };
  }

  /** A refusal has one name here, whichever service's words it came in. */
  private static String type(ServiceError error) {
    return error.code().startsWith("AccessDenied") ? "ForbiddenException" : error.code();
  }

  private static int status(ServiceError error) {
    return switch (error.code()) {
      case "EntityNotFoundException", "NoSuchBucket" -> 404;
      case "AlreadyExistsException", "ConcurrentModificationException" -> 409;
      case "AccessDenied", "AccessDeniedException" -> 403;
      default -> error.status();
    };
  }

  private static IcebergDoor.Answer answer(int status, String type, @Nullable String message) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("error")
        .put("message", message == null ? type : message)
        .put("type", type)
        .put("code", status);
    return new IcebergDoor.Answer(status, answer.toString().getBytes(StandardCharsets.UTF_8));
  }
}
