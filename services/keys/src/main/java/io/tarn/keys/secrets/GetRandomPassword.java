package io.tarn.keys.secrets;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.secretsmanager.GetRandomPasswordRequest;
import io.tarn.api.secretsmanager.GetRandomPasswordResponse;
import io.tarn.api.secretsmanager.SecretsmanagerService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a password up. */
final class GetRandomPassword
    implements Operation<GetRandomPasswordRequest, GetRandomPasswordResponse> {
  private static final int LENGTH = 32;

  private final Secrets secrets;

  GetRandomPassword(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public OperationModel<GetRandomPasswordRequest, GetRandomPasswordResponse> model() {
    return SecretsmanagerService.GET_RANDOM_PASSWORD;
  }

  @Override
  public AccessRule<GetRandomPasswordRequest> access() {
    return AccessRule.any("secretsmanager:GetRandomPassword");
  }

  @Override
  public GetRandomPasswordResponse apply(GetRandomPasswordRequest input, Call call) {
    int length = input.passwordLength() == null ? LENGTH : input.passwordLength().intValue();
    List<String> kinds = kinds(input);
    String letters = String.join("", kinds);
    if (letters.isEmpty()) {
      throw SecretsError.INVALID_PARAMETER.with(
          "The parameters leave no character that the password could have.");
    }
    boolean each = !Boolean.FALSE.equals(input.requireEachIncludedType());
    if (each && length < kinds.size()) {
      throw SecretsError.INVALID_PARAMETER.with(
          "Password length is too short based on the required types.");
    }
    List<Character> password = new ArrayList<>();
    for (String kind : each ? kinds : List.<String>of()) {
      password.add(any(kind));
    }
    while (password.size() < length) {
      password.add(any(letters));
    }
    Collections.shuffle(password, secrets.random());
    StringBuilder text = new StringBuilder();
    password.forEach(text::append);
    return GetRandomPasswordResponse.builder().randomPassword(text.toString()).build();
  }

  private char any(String letters) {
    return letters.charAt(secrets.random().nextInt(letters.length()));
  }

  /** The kinds of characters that are wanted, without those that are not. */
  private static List<String> kinds(GetRandomPasswordRequest input) {
    List<String> kinds = new ArrayList<>();
    add(kinds, "abcdefghijklmnopqrstuvwxyz", input.excludeLowercase());
    add(kinds, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", input.excludeUppercase());
    add(kinds, "0123456789", input.excludeNumbers());
    add(kinds, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", input.excludePunctuation());
    add(kinds, " ", !Boolean.TRUE.equals(input.includeSpace()));
    String without = input.excludeCharacters() == null ? "" : input.excludeCharacters();
    return kinds.stream()
        .map(
            kind ->
                kind.chars()
                    .filter(letter -> without.indexOf(letter) < 0)
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString())
        .filter(kind -> !kind.isEmpty())
        .toList();
  }

  private static void add(List<String> kinds, String kind, @Nullable Boolean excluded) {
    if (!Boolean.TRUE.equals(excluded)) {
      kinds.add(kind);
    }
  }
}
