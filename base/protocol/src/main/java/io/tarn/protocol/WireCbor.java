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
import java.time.Instant;

/**
 * Structures in CBOR: blobs are byte strings, timestamps are numbers with tag 1, in seconds for RPC
 * v2 and in milliseconds for AWS's older form that Kinesis speaks.
 */
final class WireCbor extends WireJson {
  static final CBORFactory FACTORY =
      (CBORFactory) CBORFactory.builder().streamReadConstraints(WireJson.constraints()).build();

  private static final int EPOCH_TAG = 1;

  /** Milliseconds that no date of any calendar in use reaches. */
  private static final double FAR = 1e16;

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
    if (!parser.currentToken().isNumeric()) {
      throw wrong("a timestamp", parser);
    }
    // A double cannot hold every millisecond exactly, so the nearest one is meant.
    double number = parser.getDoubleValue();
    double time = millis ? number : number * 1000;
    if (!(Math.abs(time) < FAR)) {
      throw wrong("a timestamp", parser);
    }
    return Instant.ofEpochMilli(Math.round(time));
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
