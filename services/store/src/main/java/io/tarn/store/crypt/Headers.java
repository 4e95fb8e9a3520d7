package io.tarn.store.crypt;

import io.tarn.api.Member;
import io.tarn.api.Structure;
import io.tarn.api.StructureBuilder;
import org.jspecify.annotations.Nullable;

/** Members that many requests and answers have under the same names. */
final class Headers {
  private Headers() {}

  static @Nullable String text(Structure input, String name) {
    Object value = value(input, name);
    return value == null ? null : value.toString();
  }

  static @Nullable Object value(Structure input, String name) {
    Member member = input.schema().find(name);
    return member == null ? null : input.get(member.index());
  }

  /** Sets a member where the answer has it. */
  static void set(StructureBuilder output, String name, @Nullable Object value) {
    Member member = output.schema().find(name);
    if (member != null && value != null) {
      output.set(member.index(), value);
    }
  }
}
