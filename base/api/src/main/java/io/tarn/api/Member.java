package io.tarn.api;

import org.jspecify.annotations.Nullable;

/** One member of a structure: what it is called on the wire, where it goes, what it may be. */
public final class Member {
  /** Where REST protocols carry a member. */
  public enum Location {
    BODY,
    HEADER,
    /** A map whose keys are header names after a common prefix. */
    HEADERS,
    /** A label of the path. */
    URI,
    /** A query parameter, or for a map without name all other parameters. */
    QUERY,
    STATUS_CODE
  }

  final String name;
  final int index;
  final Type type;
  Location location = Location.BODY;
  String locationName;
  boolean renamed;
  @Nullable String queryName;
  boolean required;
  boolean idempotencyToken;
  boolean streaming;
  boolean flattened;
  boolean xmlAttribute;
  boolean eventPayload;
  boolean eventHeader;
  boolean hostLabel;
  boolean jsonValue;

  Member(String name, int index, Type type) {
    this.name = name;
    this.index = index;
    this.type = type;
    this.locationName = name;
  }

  /** The name in the model. */
  public String name() {
    return name;
  }

  public int index() {
    return index;
  }

  public Type type() {
    return type;
  }

  public Location location() {
    return location;
  }

  /** The name on the wire: a header, parameter, element or JSON member; a prefix for HEADERS. */
  public String locationName() {
    return locationName;
  }

  /** Whether the model gives a body member a wire name of its own. */
  public boolean isRenamed() {
    return renamed;
  }

  /** The name in query forms and their answers, where those have another one. */
  public String queryName() {
    return queryName == null ? locationName : queryName;
  }

  public boolean isRequired() {
    return required;
  }

  public boolean isIdempotencyToken() {
    return idempotencyToken;
  }

  public boolean isStreaming() {
    return streaming;
  }

  /** Whether a list or map has no element around its own elements in XML and query forms. */
  public boolean isFlattened() {
    return flattened;
  }

  public boolean isXmlAttribute() {
    return xmlAttribute;
  }

  public boolean isEventPayload() {
    return eventPayload;
  }

  public boolean isEventHeader() {
    return eventHeader;
  }

  public boolean isHostLabel() {
    return hostLabel;
  }

  /** Whether a header carries the text in Base64, because it may be any JSON. */
  public boolean isJsonValue() {
    return jsonValue;
  }

  public @Nullable String namespace() {
    return type.namespace;
  }

  public @Nullable String namespacePrefix() {
    return type.namespacePrefix;
  }

  @Override
  public String toString() {
    return name + ":" + type.kind();
  }
}
