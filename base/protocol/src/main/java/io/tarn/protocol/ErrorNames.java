package io.tarn.protocol;

import static java.util.Objects.requireNonNullElse;

import io.tarn.api.ErrorModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Structure;
import io.tarn.kernel.ServiceError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an error is called in each family of protocols. */
final class ErrorNames {
  /** Codes that every service has, once with and once without the suffix. */
  private static final Map<String, String> JSON =
      Map.of(
          "AccessDenied", "AccessDeniedException",
          "Throttling", "ThrottlingException",
          "ServiceUnavailable", "ServiceUnavailableException",
          "NotImplemented", "NotImplementedException",
          "InvalidClientTokenId", "UnrecognizedClientException",
          "SignatureDoesNotMatch", "InvalidSignatureException",
          "InternalFailure", "InternalFailure",
          "ExpiredToken", "ExpiredTokenException",
          "IncompleteSignature", "IncompleteSignatureException",
          "MissingAuthenticationToken", "MissingAuthenticationTokenException");

  /** SQS's codes from the time of its query protocol, which clients still compare with. */
  private static final Map<String, String> SQS =
      Map.ofEntries(
          Map.entry("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
          Map.entry("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong"),
          Map.entry("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest"),
          Map.entry("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId"),
          Map.entry("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
          Map.entry("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress"),
          Map.entry("QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"),
          Map.entry("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
          Map.entry("QueueNameExists", "QueueAlreadyExists"),
          Map.entry(
              "TooManyEntriesInBatchRequest",
              "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
          Map.entry("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"));

  private ErrorNames() {}

  static String json(@Nullable ServiceModel service, String code) {
    ErrorModel known = service == null ? null : service.error(code);
    return known != null ? known.shape() : requireNonNullElse(JSON.get(code), code);
  }

  static String query(@Nullable ServiceModel service, String code) {
    if (service != null && service.service().equals("sqs") && SQS.containsKey(code)) {
      return requireNonNullElse(SQS.get(code), code);
    }
    ErrorModel known = service == null ? null : service.error(code);
    if (known != null) {
      return known.code();
    }
    for (Map.Entry<String, String> pair : JSON.entrySet()) {
      if (pair.getValue().equals(code)) {
        return pair.getKey();
      }
    }
    return code;
  }

  /** S3, the only service of this protocol, has a word of its own for the server's fault. */
  static String restXml(@Nullable ServiceModel service, String code) {
    return code.equals("InternalFailure") ? "InternalError" : query(service, code);
  }

  static String messageMember(@Nullable ServiceModel service, String code) {
    if (service == null) {
      return "message";
    }
    ErrorModel known = service.error(code);
    return known == null ? service.messageMember() : known.messageMember();
  }

  /** Whose fault it is, in the words of the XML protocols. */
  static String side(ServiceError error) {
    return error.status() >= 500 ? "Receiver" : "Sender";
  }

  /** A code as it stands on the wire, without the namespace and address some services add. */
  static String bare(String code) {
    int colon = code.indexOf(':');
    String cut = colon >= 0 ? code.substring(0, colon) : code;
    int hash = cut.indexOf('#');
    return hash >= 0 ? cut.substring(hash + 1) : cut;
  }

  /**
   * Moves details called {@code header:<name>} to the answer's header fields, and returns the
   * others: some errors say in a header what their document does not.
   */
  static Map<String, Object> headers(ServiceError error, Headers.Builder headers) {
    Map<String, Object> others = new LinkedHashMap<>();
    error
        .details()
        .forEach(
            (name, value) -> {
              if (name.startsWith("header:")) {
                headers.set(name.substring("header:".length()), String.valueOf(value));
              } else {
                others.put(name, value);
              }
            });
    return others;
  }

  /** Details as XML elements. */
  static void elements(Map<String, Object> details, XmlForm xml, XmlWriter out) {
    details.forEach(
        (name, value) -> {
          out.start(name);
          if (value instanceof Structure structure) {
            xml.write(structure, out);
          } else {
            out.text(String.valueOf(value));
          }
          out.end(name);
        });
  }
}
