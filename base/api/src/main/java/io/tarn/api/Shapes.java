package io.tarn.api;

/**
 * The structures of one service by index. Generated: both switches touch a record's class only when
 * that record is wanted, so a service costs nothing before its first request.
 */
public abstract class Shapes {
  private final Schema[] schemas;

  protected Shapes(int count) {
    schemas = new Schema[count];
    for (int i = 0; i < count; i++) {
      schemas[i] = new Schema(this, i);
    }
  }

  public final Schema schema(int index) {
    return schemas[index];
  }

  public final int size() {
    return schemas.length;
  }

  /** The schema's text, in the grammar of {@link SchemaParser}. */
  protected abstract String compact(int index);

  protected abstract StructureBuilder builder(int index);
}
