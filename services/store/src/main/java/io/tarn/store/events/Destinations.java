package io.tarn.store.events;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Call;
import io.tarn.api.Dispatcher;
import io.tarn.api.lambda.InvocationRequest;
import io.tarn.api.lambda.LambdaService;
import io.tarn.kernel.Caller;
import io.tarn.kernel.ServiceError;
import java.util.ArrayList;
import java.util.List;

/**
 * Who can be told of changes. Only functions can: queues and topics are refused by name, because
 * nothing would be delivered. A function is asked beforehand, as {@code s3.amazonaws.com}, whether
 * it would let itself be invoked for this bucket; unlike queues and topics it gets no {@code
 * s3:TestEvent}, as on AWS.
 */
public final class Destinations {
  private final Dispatcher dispatcher;

  public Destinations(Dispatcher dispatcher) {
    this.dispatcher = requireNonNull(dispatcher, "dispatcher is null");
  }

  /**
   * @throws ServiceError NotImplemented naming the kind of destination
   */
  public static void refuse(List<Subscription> subscriptions) {
    for (Subscription each : subscriptions) {
      if (!each.isFunction()) {
        throw new ServiceError(
            "NotImplemented",
            501,
            "Notifications to "
                + each.arn()
                + " are not implemented by this lake: "
                + each.element()
                + "Configuration has nobody to deliver it. Use a function, or"
                + " EventBridgeConfiguration and a rule");
      }
    }
  }

  /**
   * @throws ServiceError InvalidArgument, naming every function that is not there or does not let
   *     S3 in
   */
  public void check(List<Subscription> subscriptions, String bucket, Call call) {
    List<ServiceError> failures = new ArrayList<>();
    List<String> arns = new ArrayList<>();
    Caller s3 = new Caller.Service(call.account(), "s3.amazonaws.com", "arn:aws:s3:::" + bucket);
    for (Subscription each : subscriptions) {
      try {
        dispatcher.dispatch(
            LambdaService.INVOKE,
            InvocationRequest.builder().functionName(each.arn()).invocationType("DryRun").build(),
            new Dispatcher.Origin(s3, each.arn().split(":", 5)[3], call.traceId()));
      } catch (ServiceError e) {
        if (e.status() >= 500 && e.status() != 501) {
          throw e;
        }
        failures.add(e);
        arns.add(each.arn());
      }
    }
    if (!failures.isEmpty()) {
      throw refusal(failures, arns);
    }
  }

  private static ServiceError refusal(List<ServiceError> failures, List<String> arns) {
    ServiceError error =
        new ServiceError(
            "InvalidArgument", 400, "Unable to validate the following destination configurations");
    for (int i = 0; i < arns.size(); i++) {
      String suffix = arns.size() == 1 ? "" : Integer.toString(i + 1);
      boolean gone = failures.get(i).status() == 404;
      error =
          error
              .with("ArgumentName" + suffix, arns.get(i))
              .with(
                  "ArgumentValue" + suffix,
                  gone
                      ? "The destination Lambda does not exist"
                      : "Not authorized to invoke function [" + arns.get(i) + "]");
    }
    return error;
  }
}
