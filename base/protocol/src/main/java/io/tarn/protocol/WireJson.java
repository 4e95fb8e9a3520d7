package io.tarn.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.api.JsonForm;
import io.tarn.api.Member;
import io.tarn.api.Schema;
import io.tarn.api.Type;
import io.tarn.api.Type.TimestampFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Structures as the JSON protocols write them. */
class WireJson extends JsonForm {
  /** Deep enough for every model and document; deeper input is refused, not a stack overflow. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(Bodies.DEPTH_MAX)
          .maxStringLength(Bodies.LENGTH_MAX)
          .build();

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  static final WireJson CLIENT = new WireJson(false);
  static final WireJson SERVER = new WireJson(true);

  static {
    FACTORY.setCodec(new ObjectMapper(FACTORY));
  }

  private final boolean strict;

  /**
   * @param strict whether members that the model does not have are refused
   */
  WireJson(boolean strict) {
    this.strict = strict;
  }

  static StreamReadConstraints constraints() {
    return CONSTRAINTS;
  }

  @Override
  protected String name(Member member) {
    return member.locationName();
  }

  @Override
  protected @Nullable Member find(Schema schema, String name) {
    return schema.findWireName(name);
  }

  /** Only what REST has not already put elsewhere. */
  @Override
  protected boolean includes(Member member) {
    return member.location() == Member.Location.BODY;
  }

  @Override
  protected void unknown(Schema schema, String name, JsonParser parser) throws IOException {
    if (strict && parser.currentToken() != JsonToken.VALUE_NULL) {
      throw serialization("Unknown parameter in " + schema.name() + ": " + name);
    }
    parser.skipChildren();
  }

  @Override
  protected void writeTimestamp(Instant time, Type type, JsonGenerator out) throws IOException {
    TimestampFormat format = type.timestampFormat();
    if (format == null || format == TimestampFormat.EPOCH) {
      out.writeNumber(Texts.epoch(time));
    } else {
      out.writeString(Texts.formatTime(time, format));
    }
  }

  @Override
  protected Instant readTimestamp(Type type, JsonParser parser) throws IOException {
    TimestampFormat format = type.timestampFormat();
    try {
      if (format == null || format == TimestampFormat.EPOCH) {
        return Texts.fromEpoch(checked(parser));
      }
      return (Instant) Texts.parse(text(parser), type, format);
    } catch (IllegalArgumentException e) {
      throw wrong("a timestamp", parser);
    }
  }

  /** A number whose exponent cannot make arithmetic on it run for hours. */
  private static BigDecimal checked(JsonParser parser) throws IOException {
    BigDecimal number = number(parser);
    if (Math.abs((long) number.scale()) > 100) {
      throw wrong("a timestamp", parser);
    }
    return number;
  }
}
