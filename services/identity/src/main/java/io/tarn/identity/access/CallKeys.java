package io.tarn.identity.access;

import io.tarn.api.Access;
import io.tarn.api.Call;
import io.tarn.identity.policy.Keys;
import io.tarn.kernel.Caller;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys of one question: the global ones from the call, the operation's own from its
 * access rule. Nothing is computed before a policy asks for it.
 *
 * <p>aws:MultiFactorAuthPresent and aws:FederatedProvider are always absent: the lake has no
 * devices and no federation. aws:SourceIp is absent when a service calls on someone's behalf.
 * Source: IAM User Guide, "AWS global condition context keys".
 */
final class CallKeys implements Keys {
  private static final String PRINCIPAL_TAG = "aws:principaltag/";

  private final Call call;
  private final Access access;
  private final Map<String, String> principalTags;

  /**
   * @param principalTags of the user, or of the role overlaid with the session's
   */
  CallKeys(Call call, Access access, Map<String, String> principalTags) {
    this.call = call;
    this.access = access;
    this.principalTags = principalTags;
  }

  @Override
  public @Nullable List<String> find(String key) {
    List<String> own = own(key);
    return own != null ? own : global(key);
  }

  private @Nullable List<String> own(String key) {
    if (access.context().isEmpty()) {
      return access.lookup().find(key);
    }
    List<String> exact = access.context().get(key);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, List<String>> entry : access.context().entrySet()) {
      if (entry.getKey().equalsIgnoreCase(key)) {
        return entry.getValue();
      }
    }
    return access.lookup().find(key);
  }

  private @Nullable List<String> global(String key) {
    if (key.startsWith(PRINCIPAL_TAG)) {
      return tag(key.substring(PRINCIPAL_TAG.length()));
    }
    return switch (key) {
      case "aws:currenttime" -> List.of(call.now().truncatedTo(ChronoUnit.SECONDS).toString());
      case "aws:epochtime" -> List.of(Long.toString(call.now().getEpochSecond()));
      case "aws:requestedregion" -> List.of(call.region());
      case "aws:resourceaccount", "s3:resourceaccount" ->
          List.of(access.ownership().account().orElse(call.account()));
      case "aws:securetransport" -> List.of(Boolean.toString(call.transport().secure()));
      case "aws:sourceip" ->
          call.transport().viaService().isPresent() || call.transport().sourceIp().isEmpty()
              ? null
              : List.of(call.transport().sourceIp());
      case "aws:useragent" ->
          call.transport().userAgent().isEmpty() ? null : List.of(call.transport().userAgent());
      case "aws:viaawsservice" ->
          List.of(Boolean.toString(call.transport().viaService().isPresent()));
      case "aws:calledvia", "aws:calledviafirst", "aws:calledvialast" ->
          call.transport().viaService().map(List::of).orElse(null);
      case "aws:tokenissuetime" ->
          call.transport()
              .accessKeyId()
              .flatMap(SessionTokens::issued)
              .map(at -> List.of(at.toString()))
              .orElse(null);
      default -> {
        String atTheDoor = call.transport().keys().get(key);
        yield atTheDoor == null ? principal(key, call.caller()) : List.of(atTheDoor);
      }
    };
  }

  private @Nullable List<String> tag(String name) {
    for (Map.Entry<String, String> tag : principalTags.entrySet()) {
      if (tag.getKey().equalsIgnoreCase(name)) {
        return List.of(tag.getValue());
      }
    }
    return null;
  }

  private static @Nullable List<String> principal(String key, Caller caller) {
    boolean service = caller instanceof Caller.Service;
    Optional<String> value =
        switch (key) {
          case "aws:principalarn" -> principalArn(caller);
          case "aws:principalaccount" ->
              service || caller instanceof Caller.Anonymous
                  ? Optional.empty()
                  : Optional.of(caller.account());
          case "aws:principaltype" -> principalType(caller);
          case "aws:userid" -> service ? Optional.empty() : Optional.of(caller.userId());
          case "aws:username" ->
              caller instanceof Caller.User user ? Optional.of(user.name()) : Optional.empty();
          case "aws:principalisawsservice" -> Optional.of(Boolean.toString(service));
          case "aws:sourceaccount" -> service ? Optional.of(caller.account()) : Optional.empty();
          case "aws:sourcearn" ->
              caller instanceof Caller.Service source && !source.sourceArn().isEmpty()
                  ? Optional.of(source.sourceArn())
                  : Optional.empty();
          case "aws:principalservicename" -> service ? Optional.of(caller.arn()) : Optional.empty();
          default -> Optional.empty();
        };
    return value.map(List::of).orElse(null);
  }

  /** A session's principal is its role, not the session. */
  private static Optional<String> principalArn(Caller caller) {
    return switch (caller) {
      case Caller.RoleSession session -> Optional.of(session.roleArn());
      case Caller.Root root -> Optional.of(root.arn());
      case Caller.User user -> Optional.of(user.arn());
      case Caller.Federated session -> Optional.of(session.arn());
      case Caller.Service service -> Optional.empty();
      case Caller.Anonymous anonymous -> Optional.empty();
    };
  }

  private static Optional<String> principalType(Caller caller) {
    return switch (caller) {
      case Caller.RoleSession session -> Optional.of("AssumedRole");
      case Caller.Root root -> Optional.of("Account");
      case Caller.User user -> Optional.of("User");
      case Caller.Federated session -> Optional.of("FederatedUser");
      case Caller.Service service -> Optional.empty();
      case Caller.Anonymous anonymous -> Optional.of("Anonymous");
    };
  }
}
