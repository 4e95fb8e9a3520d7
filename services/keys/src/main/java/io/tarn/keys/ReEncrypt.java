package io.tarn.keys;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Access;
import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.kms.KmsService;
import io.tarn.api.kms.ReEncryptRequest;
import io.tarn.api.kms.ReEncryptResponse;
import java.util.List;

/** Decrypts by one key and encrypts by another; the bytes are never shown. */
final class ReEncrypt implements Operation<ReEncryptRequest, ReEncryptResponse> {
  private final Keys keys;

  ReEncrypt(Keys keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public OperationModel<ReEncryptRequest, ReEncryptResponse> model() {
    return KmsService.RE_ENCRYPT;
  }

  @Override
  public AccessRule<ReEncryptRequest> access() {
    return (input, call) -> {
      Access from =
          Keys.withContext(
              keys.access(call, "kms:ReEncryptFrom", source(input)),
              input.sourceEncryptionContext());
      Access to =
          Keys.withContext(
              keys.access(call, "kms:ReEncryptTo", input.destinationKeyId()),
              input.destinationEncryptionContext());
      String same = Boolean.toString(from.resource().equals(to.resource()));
      return List.of(
          from.withContext("kms:ReEncryptOnSameKey", same),
          to.withContext("kms:ReEncryptOnSameKey", same));
    };
  }

  @Override
  public ReEncryptResponse apply(ReEncryptRequest input, Call call) {
    Keys.checkTokens(input.grantTokens());
    Ciphertext ciphertext = Ciphertext.parse(bytes(input));
    KeyRow source = keys.load(call, source(input));
    KeyRow target = keys.load(call, input.destinationKeyId());
    Keys.checkAlgorithm(input.sourceEncryptionAlgorithm(), keys.arn(source));
    Keys.checkAlgorithm(input.destinationEncryptionAlgorithm(), keys.arn(target));
    Decrypt.checkKey(source, ciphertext);
    byte[] plain = keys.decrypt(source, ciphertext, input.sourceEncryptionContext());
    byte[] again = keys.encrypt(target, plain, input.destinationEncryptionContext());
    Keys.checkDryRun(input.dryRun());
    return ReEncryptResponse.builder()
        .ciphertextBlob(again)
        .sourceKeyId(keys.arn(source))
        .keyId(keys.arn(target))
        .sourceEncryptionAlgorithm(Keys.SPEC)
        .destinationEncryptionAlgorithm(Keys.SPEC)
        .build();
  }

  private static byte[] bytes(ReEncryptRequest input) {
    byte[] bytes = input.ciphertextBlob();
    if (bytes == null) {
      throw KeysError.VALIDATION.with("CiphertextBlob must be given");
    }
    return bytes;
  }

  private static String source(ReEncryptRequest input) {
    return input.sourceKeyId() == null
        ? Ciphertext.parse(bytes(input)).keyId()
        : input.sourceKeyId();
  }
}
