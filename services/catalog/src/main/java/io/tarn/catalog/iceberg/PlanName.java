package io.tarn.catalog.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequestParser;

/**
 * A part of a scan's plan, under the name that a client fetches it by. The name says all that there
 * is to know, so that nothing is kept between two requests and a restart loses no plan. It gives no
 * rights: whoever fetches is asked for his own.
 *
 * @param table the UUID of the table
 * @param snapshot which one was current when the plan was made; empty when there was none
 * @param part which part, from 0, of how many
 */
record PlanName(
    String table, OptionalLong snapshot, int part, int parts, PlanTableScanRequest request) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH_MAX = 1 << 20;

  PlanName {
    if (part < 0 || part >= parts) {
      throw new IllegalArgumentException("Part " + part + " of " + parts);
    }
  }

  PlanName(Table table, PlanTableScanRequest request) {
    this(
        String.valueOf(table.uuid()),
        table.currentSnapshot() == null
            ? OptionalLong.empty()
            : OptionalLong.of(table.currentSnapshot().snapshotId()),
        0,
        1,
        request);
  }

  PlanName part(int number, int of) {
    return new PlanName(table, snapshot, number, of, request);
  }

  String text() {
    ObjectNode name = JsonNodeFactory.instance.objectNode();
    name.put("table", table);
    snapshot.ifPresent(id -> name.put("snapshot", id));
    name.put("part", part).put("parts", parts);
    name.put("request", PlanTableScanRequestParser.toJson(request));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream packed = new DeflaterOutputStream(bytes)) {
      packed.write(name.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("A name in memory cannot be written", e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /**
   * @throws IllegalArgumentException if this is no such name
   */
  static PlanName parse(String text) {
    byte[] packed = Base64.getUrlDecoder().decode(text);
    try (InflaterInputStream bytes = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = bytes.readNBytes(LENGTH_MAX + 1);
      if (plain.length > LENGTH_MAX) {
        throw new IllegalArgumentException("A plan's name is longer than " + LENGTH_MAX);
      }
      JsonNode name = JSON.readTree(plain);
      JsonNode snapshot = name.path("snapshot");
      return new PlanName(
          name.path("table").asText(),
          snapshot.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(snapshot.asLong()),
          name.path("part").asInt(),
          name.path("parts").asInt(),
          PlanTableScanRequestParser.fromJson(name.path("request").asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not the name of a plan", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("Not the name of a plan", e);
    }
  }
}
