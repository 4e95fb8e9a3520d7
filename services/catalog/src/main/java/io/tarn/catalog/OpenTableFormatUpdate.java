package io.tarn.catalog;

import io.tarn.api.glue.IcebergTableUpdate;
import io.tarn.catalog.iceberg.LakeIcebergCatalog;
import io.tarn.catalog.iceberg.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchIcebergTableException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Changes an Iceberg table as {@code UpdateOpenTableFormatInput} of UpdateTable asks for: all of it
 * is one commit of the table. An update without an action says what the table shall be; one with an
 * action does that alone, whatever else it has to bring. Source: AWS Glue Web API reference,
 * "IcebergTableUpdate".
 */
final class OpenTableFormatUpdate {
  /** Iceberg's word for what was added last. */
  private static final int LAST_ADDED = -1;

  private final List<MetadataUpdate> updates = new ArrayList<>();
  private final TableMetadata base;
  private Schema schema;

  private OpenTableFormatUpdate(TableMetadata base) {
    this.base = base;
    this.schema = base.schema();
  }

  /**
   * @param version that the Glue table must have; null for any
   */
  static void update(
      Session session,
      String database,
      String table,
      @Nullable String version,
      List<IcebergTableUpdate> asked) {
    try {
      new LakeIcebergCatalog(session)
          .update(
              TableIdentifier.of(database, table),
              version,
              base -> {
                OpenTableFormatUpdate update = new OpenTableFormatUpdate(base);
                asked.forEach(update::add);
                return update.updates;
              });
    } catch (NoSuchIcebergTableException e) {
      throw GlueError.INVALID_INPUT.error("Table " + table + " is not an Iceberg table");
    } catch (NoSuchTableException e) {
      throw GlueError.tableNotFound(table);
    } catch (CommitFailedException e) {
      throw GlueError.CONCURRENT_MODIFICATION.error(
          "Update table failed due to concurrent modifications: " + e.getMessage());
    } catch (ValidationException
        | IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw GlueError.INVALID_INPUT.error(String.valueOf(e.getMessage()));
    }
  }

  private void add(IcebergTableUpdate asked) {
    String action = asked.action();
    if (action == null) {
      state(asked);
      return;
    }
    switch (action) {
      case "add-schema" -> addSchema(asked);
      case "set-current-schema" -> {
        Integer id = asked.schema_().schemaId();
        updates.add(new MetadataUpdate.SetCurrentSchema(id == null ? LAST_ADDED : id));
      }
      case "add-spec" -> addSpec(asked);
      case "set-default-spec" -> {
        Integer id =
            Names.required(asked.partitionSpec(), "PartitionSpec of set-default-spec").specId();
        updates.add(new MetadataUpdate.SetDefaultPartitionSpec(id == null ? LAST_ADDED : id));
      }
      case "add-sort-order" -> addOrder(asked);
      case "set-default-sort-order" ->
          updates.add(
              new MetadataUpdate.SetDefaultSortOrder(
                  Names.required(asked.sortOrder(), "SortOrder of set-default-sort-order")
                      .orderId()));
      case "set-location" -> updates.add(new MetadataUpdate.SetLocation(asked.location()));
      case "set-properties" -> updates.add(new MetadataUpdate.SetProperties(properties(asked)));
      case "remove-properties" ->
          updates.add(new MetadataUpdate.RemoveProperties(properties(asked).keySet()));
      default -> throw GlueError.notDone("The action " + action + " of an Iceberg table");
    }
  }

  private static Map<String, String> properties(IcebergTableUpdate asked) {
    return Names.required(asked.properties(), "Properties of " + asked.action());
  }

  private void state(IcebergTableUpdate asked) {
    if (!IcebergInputs.schema(asked.schema_()).sameSchema(schema)) {
      addSchema(asked);
      updates.add(
          new MetadataUpdate.SetCurrentSchema(
              known(base.schemas(), old -> old.sameSchema(schema), Schema::schemaId)));
    }
    if (asked.partitionSpec() != null) {
      PartitionSpec spec = addSpec(asked);
      updates.add(
          new MetadataUpdate.SetDefaultPartitionSpec(
              known(base.specs(), old -> old.compatibleWith(spec), PartitionSpec::specId)));
    }
    if (asked.sortOrder() != null) {
      SortOrder order = addOrder(asked);
      updates.add(
          new MetadataUpdate.SetDefaultSortOrder(
              known(base.sortOrders(), old -> old.sameOrder(order), SortOrder::orderId)));
    }
    if (!asked.location().equals(base.location())) {
      updates.add(new MetadataUpdate.SetLocation(asked.location()));
    }
    if (asked.properties() != null && !asked.properties().isEmpty()) {
      updates.add(new MetadataUpdate.SetProperties(asked.properties()));
    }
  }

  /** What the table has already is not added again, and so is not what was added last. */
  private static <T> int known(List<T> all, Predicate<T> same, ToIntFunction<T> id) {
    return all.stream().filter(same).mapToInt(id).findFirst().orElse(LAST_ADDED);
  }

  private void addSchema(IcebergTableUpdate asked) {
    Schema fresh = IcebergInputs.schema(asked.schema_());
    SchemaSuccession.check(base, schema, fresh);
    schema = fresh;
    updates.add(new MetadataUpdate.AddSchema(fresh));
  }

  private PartitionSpec addSpec(IcebergTableUpdate asked) {
    PartitionSpec spec =
        IcebergInputs.spec(schema, Names.required(asked.partitionSpec(), "PartitionSpec"));
    updates.add(new MetadataUpdate.AddPartitionSpec(spec));
    return spec;
  }

  private SortOrder addOrder(IcebergTableUpdate asked) {
    SortOrder order = IcebergInputs.order(schema, Names.required(asked.sortOrder(), "SortOrder"));
    updates.add(new MetadataUpdate.AddSortOrder(order));
    return order;
  }
}
