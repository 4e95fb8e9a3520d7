package io.tarn.identity.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.kernel.Caller;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One section of a {@code *.policy.test} file: policies, a caller, and the questions asked of them.
 *
 * <pre>
 * === what is shown
 * caller user ada | session analyst/one | root | anonymous | service events.amazonaws.com
 * identity Allow s3:Get*,s3:List* * {"Bool":{"aws:SecureTransport":"true"}}
 * boundary, session: as identity        resource, trust: with a principal behind the effect
 * identity {"Version": ...}             a whole document instead
 * old                                   the documents that follow have version 2008-10-17
 * ask s3:GetObject arn:aws:s3:::b/k aws:username=ada aws:TagKeys=a|b -> allow
 * malformed identity {"Version": ...} -> message
 * </pre>
 */
final class PolicyCase {
  static final String ACCOUNT = "123456789012";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Caller caller = new Caller.User(ACCOUNT, "ada", "/", "AIDAADAADAADAADAADAAA", Map.of());
  private final Map<String, List<Policy>> policies = new HashMap<>();
  private String version = "2012-10-17";

  /** Takes one line; for a question it returns the answer. */
  Optional<String> line(String line) throws JsonProcessingException {
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "caller" -> caller = caller(rest.split("\\s+"));
      case "old" -> version = "2008-10-17";
      case "ask" -> {
        return Optional.of(ask(rest.split("\\s+")));
      }
      case "malformed" -> {
        return Optional.of(malformed(rest));
      }
      default -> add(words[0], rest);
    }
    return Optional.empty();
  }

  private static Caller caller(String[] words) {
    String name = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "user" -> new Caller.User(ACCOUNT, name, "/", "AIDAADAADAADAADAADAAA", Map.of());
      case "session" -> {
        String[] parts = name.split("/");
        yield new Caller.RoleSession(
            ACCOUNT, parts[0], "/", "AROAROAROAROAROAROAAA", parts[1], List.of(), Map.of());
      }
      case "root" -> new Caller.Root(ACCOUNT);
      case "anonymous" -> new Caller.Anonymous();
      case "service" -> new Caller.Service(ACCOUNT, name);
      default -> throw new IllegalArgumentException("Unknown caller: " + words[0]);
    };
  }

  private void add(String where, String text) throws JsonProcessingException {
    PolicyKind kind =
        switch (where) {
          case "identity", "boundary", "session" -> PolicyKind.IDENTITY;
          case "resource" -> PolicyKind.RESOURCE;
          case "trust" -> PolicyKind.TRUST;
          default -> throw new IllegalArgumentException("Unknown word: " + where);
        };
    String document = text.startsWith("{") ? text : document(kind, text);
    // The short form of an old identity policy is legal only where AWS made it: already stored.
    PolicyKind parsed =
        kind == PolicyKind.IDENTITY && version.equals("2008-10-17") ? PolicyKind.RESOURCE : kind;
    if (parsed != kind) {
      document = document.replaceFirst("\"Action\"", "\"Principal\":\"*\",\"Action\"");
    }
    policies.computeIfAbsent(where, key -> new ArrayList<>()).add(Policy.parse(document, parsed));
  }

  private String document(PolicyKind kind, String text) throws JsonProcessingException {
    int brace = text.indexOf(" {");
    String head = brace < 0 ? text : text.substring(0, brace);
    List<String> words = new ArrayList<>(Arrays.asList(head.strip().split("\\s+")));
    ObjectNode statement = JSON.createObjectNode();
    statement.put("Effect", words.remove(0));
    if (kind != PolicyKind.IDENTITY) {
      principal(statement, words.remove(0));
    }
    String action = words.remove(0);
    element(statement, "Action", action);
    if (kind != PolicyKind.TRUST) {
      element(statement, "Resource", words.remove(0));
    }
    if (brace >= 0) {
      JsonNode condition = JSON.readTree(text.substring(brace));
      statement.set("Condition", condition);
    }
    ObjectNode root = JSON.createObjectNode();
    root.put("Version", version);
    root.set("Statement", statement);
    return JSON.writeValueAsString(root);
  }

  /** A leading exclamation mark makes the negated element. */
  private static void element(ObjectNode statement, String name, String text) {
    boolean negated = text.startsWith("!");
    var list = statement.putArray(negated ? "Not" + name : name);
    for (String item : (negated ? text.substring(1) : text).split(",(?![^{]*\\})")) {
      list.add(item.replace('~', ' '));
    }
  }

  private static void principal(ObjectNode statement, String text) {
    boolean negated = text.startsWith("!");
    String plain = negated ? text.substring(1) : text;
    String name = negated ? "NotPrincipal" : "Principal";
    if (plain.equals("*")) {
      statement.put(name, "*");
      return;
    }
    ObjectNode node = statement.putObject(name);
    for (String item : plain.split(",")) {
      String[] parts = item.split("=", 2);
      node.withArray("/" + parts[0]).add(parts[1]);
    }
  }

  private String ask(String[] words) {
    Map<String, List<String>> keys = new HashMap<>();
    for (int i = 2; i < words.length; i++) {
      String[] parts = words[i].split("=", 2);
      List<String> values =
          parts[1].isEmpty() ? List.of() : Arrays.asList(parts[1].replace('~', ' ').split("\\|"));
      keys.put(parts[0].toLowerCase(Locale.ROOT), values);
    }
    boolean trust = policies.containsKey("trust");
    List<Policy> resource = policies.getOrDefault(trust ? "trust" : "resource", List.of());
    PolicySet set =
        new PolicySet(
            policies.getOrDefault("identity", List.of()),
            policies.getOrDefault("boundary", List.of()).stream().findFirst(),
            policies.getOrDefault("session", List.of()),
            resource.stream().findFirst(),
            trust ? PolicySet.Trust.REQUIRED : PolicySet.Trust.OPTIONAL);
    Request request = new Request(caller, words[0], words[1].replace('~', ' '), keys::get);
    return switch (Evaluator.decide(request, set)) {
      case Decision.Allowed allowed -> "allow";
      case Decision.ExplicitlyDenied denied -> "deny " + lower(denied.by());
      case Decision.ImplicitlyDenied denied -> "silent " + lower(denied.missing());
    };
  }

  private static String lower(Decision.Voice voice) {
    return voice.name().toLowerCase(Locale.ROOT);
  }

  private static String malformed(String rest) {
    String[] words = rest.split("\\s+", 2);
    PolicyKind kind = PolicyKind.valueOf(words[0].toUpperCase(Locale.ROOT));
    try {
      Policy.parse(words[1], kind);
      return "accepted";
    } catch (PolicyError e) {
      return e.message();
    }
  }
}
