package io.tarn.identity.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a session token says, sealed.
 *
 * @param secret the secret key that signs
 * @param expires epoch seconds
 * @param kind whose session: {@code role}, {@code user}, {@code root}, or {@code federated}: a
 *     user's or root's with policies of its own
 * @param name the role's or user's name; empty for root
 * @param id the unique id the role or user had: one made anew under the name is another
 * @param session the session's name, for roles and federated users
 * @param policies session policies: documents, or ARNs of managed policies
 * @param tags the session's tags
 * @param transitive keys of those that go over to sessions made from this one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Session(
    String secret,
    long expires,
    String kind,
    String name,
    String id,
    String session,
    List<String> policies,
    Map<String, String> tags,
    List<String> transitive) {
  public static final String ROLE = "role";
  public static final String USER = "user";
  public static final String ROOT = "root";
  public static final String FEDERATED = "federated";

  public Session {
    name = name == null ? "" : name;
    id = id == null ? "" : id;
    session = session == null ? "" : session;
    policies = policies == null ? List.of() : List.copyOf(policies);
    tags = tags == null ? Map.of() : Map.copyOf(tags);
    transitive = transitive == null ? List.of() : List.copyOf(transitive);
  }
}
