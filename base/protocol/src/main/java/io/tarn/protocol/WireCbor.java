package io.tarn.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.tarn.api.Member;
import io.tarn.api.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Structures in CBOR: blobs are byte strings, timestamps are numbers with tag 1, in seconds for RPC
 * v2 and in milliseconds for AWS's older form that Kinesis speaks.
 */
final class WireCbor extends WireJson {
  static final CBORFactory FACTORY =
      (CBORFactory) CBORFactory.builder().streamReadConstraints(WireJson.constraints()).build();

  private static final int EPOCH_TAG = 1;

  static {
    FACTORY.setCodec(new ObjectMapper(FACTORY));
  }

  private final boolean millis;

  WireCbor(boolean millis, boolean strict) {
    super(strict);
    this.millis = millis;
  }

  @Override
  protected String name(Member member) {
    return member.locationName();
  }

  @Override
  protected void writeBlob(byte[] bytes, JsonGenerator out) throws IOException {
    out.writeBinary(bytes);
  }

  @Override
  protected byte[] readBlob(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
      throw wrong("a byte string", parser);
    }
    return parser.getBinaryValue();
  }

  @Override
  protected void writeTimestamp(Instant time, Type type, JsonGenerator out) throws IOException {
    if (out instanceof CBORGenerator cbor) {
      cbor.writeTag(EPOCH_TAG);
    }
    if (millis) {
      out.writeNumber(time.toEpochMilli());
    } else {
      out.writeNumber(Texts.epoch(time).doubleValue());
    }
  }

  @Override
  protected Instant readTimestamp(Type type, JsonParser parser) throws IOException {
    BigDecimal number = number(parser);
    if (Math.abs((long) number.scale()) > 400) {
      throw wrong("a timestamp", parser);
    }
    try {
      return Texts.fromEpoch(millis ? number.movePointLeft(3) : number);
    } catch (IllegalArgumentException e) {
      throw wrong("a timestamp", parser);
    }
  }

  @Override
  protected void writeFloat(Float value, JsonGenerator out) throws IOException {
    out.writeNumber(value);
  }

  @Override
  protected void writeDouble(Double value, JsonGenerator out) throws IOException {
    out.writeNumber(value);
  }
}
