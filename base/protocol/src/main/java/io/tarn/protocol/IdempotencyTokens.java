package io.tarn.protocol;

import io.tarn.api.Member;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import java.util.function.Supplier;

/** What a client does before it sends: members that make repeating a call harmless get a value. */
public final class IdempotencyTokens {
  private IdempotencyTokens() {}

  /**
   * @param tokens new, unguessable texts; AWS's clients use UUIDs
   */
  public static Structure fill(Structure input, Supplier<String> tokens) {
    StructureBuilder builder = input.schema().newBuilder();
    builder.setAll(input);
    for (Member member : input.schema().members()) {
      if (member.isIdempotencyToken() && builder.get(member.index()) == null) {
        builder.set(member.index(), tokens.get());
      }
    }
    return builder.build();
  }
}
