package io.tarn.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a structure's model says: its members in order, with types, wire names and limits. Read from
 * one compact text when it is first asked; immutable and thread-safe from then on. There is one
 * Schema a structure, so identity is equality.
 */
public final class Schema {
  private final Shapes shapes;
  private final int index;
  private volatile @Nullable Facts facts;

  /** What the text says, once it is read. */
  static final class Facts {
    String name = "";
    List<Member> members = List.of();
    final Map<String, Member> byName = new HashMap<>();
    final Map<String, Member> byWireName = new HashMap<>();
    boolean union;
    boolean events;
    boolean event;
    @Nullable String payload;
    @Nullable String xmlName;
    @Nullable String namespace;
    @Nullable String namespacePrefix;
  }

  Schema(Shapes shapes, int index) {
    this.shapes = shapes;
    this.index = index;
  }

  public Shapes shapes() {
    return shapes;
  }

  /** The shape's name, e.g. {@code GetTableRequest}. */
  public String name() {
    return facts().name;
  }

  public List<Member> members() {
    return facts().members;
  }

  public Member member(int member) {
    return facts().members.get(member);
  }

  /** By the model's name; null when there is no such member. */
  public @Nullable Member find(String name) {
    return facts().byName.get(name);
  }

  /** A body member by its name on the wire; null when there is none. */
  public @Nullable Member findWireName(String name) {
    return facts().byWireName.get(name);
  }

  /** Whether exactly one member is set. */
  public boolean isUnion() {
    return facts().union;
  }

  /** Whether this union is an event stream. */
  public boolean isEventStream() {
    return facts().events;
  }

  public boolean isEvent() {
    return facts().event;
  }

  /** The member that is the whole body, where there is one. */
  public @Nullable Member payload() {
    Facts known = facts();
    return known.payload == null ? null : known.byName.get(known.payload);
  }

  /** The name of the XML element, where it is not the shape's. */
  public @Nullable String xmlName() {
    return facts().xmlName;
  }

  public @Nullable String namespace() {
    return facts().namespace;
  }

  public @Nullable String namespacePrefix() {
    return facts().namespacePrefix;
  }

  public StructureBuilder newBuilder() {
    return shapes.builder(index);
  }

  @Override
  public String toString() {
    return name();
  }

  private Facts facts() {
    Facts known = facts;
    if (known == null) {
      known = new SchemaParser(shapes, shapes.compact(index)).parse();
      facts = known;
    }
    return known;
  }
}
