package io.tarn.catalog;

import io.tarn.kernel.ErrorCode;
import io.tarn.kernel.ServiceError;

/** Glue's errors that this room raises. */
enum GlueError implements ErrorCode {
  ENTITY_NOT_FOUND("EntityNotFoundException"),
  ALREADY_EXISTS("AlreadyExistsException"),
  INVALID_INPUT("InvalidInputException"),
  CONCURRENT_MODIFICATION("ConcurrentModificationException"),
  RESOURCE_NUMBER_LIMIT_EXCEEDED("ResourceNumberLimitExceededException"),
  CRAWLER_RUNNING("CrawlerRunningException"),
  CRAWLER_NOT_RUNNING("CrawlerNotRunningException"),
  CRAWLER_STOPPING("CrawlerStoppingException"),
  SCHEDULER_RUNNING("SchedulerRunningException"),
  SCHEDULER_NOT_RUNNING("SchedulerNotRunningException"),
  NO_SCHEDULE("NoScheduleException"),
  CONDITION_CHECK_FAILURE("ConditionCheckFailureException"),
  ACCESS_DENIED("AccessDeniedException");

  private final String code;

  GlueError(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return 400;
  }

  ServiceError error(String message) {
    return new ServiceError(this, message);
  }

  static ServiceError databaseNotFound(String name) {
    return ENTITY_NOT_FOUND.error("Database " + name + " not found.");
  }

  static ServiceError tableNotFound(String name) {
    return ENTITY_NOT_FOUND.error("Table " + name + " not found.");
  }

  static ServiceError partitionNotFound() {
    return ENTITY_NOT_FOUND.error("Cannot find partition.");
  }

  static ServiceError crawlerNotFound(String name) {
    return ENTITY_NOT_FOUND.error("Crawler entry with name " + name + " does not exist");
  }

  /** For an input that means something this lake does not do. */
  static ServiceError notDone(String what) {
    return INVALID_INPUT.error(what + " is not implemented by this lake");
  }
}
