package io.tarn.sql;

import io.tarn.sql.spi.LakeTable;
import io.trino.spi.type.RowType;
import io.trino.sql.ir.FieldReference;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.plan.Assignments;
import io.trino.sql.planner.plan.MergeProcessorNode;
import io.trino.sql.planner.plan.MergeWriterNode;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.ProjectNode;
import io.trino.sql.planner.plan.TableFinishNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an UPDATE, DELETE or MERGE does, as a query: one row a change, with its operation and the
 * place of the row that it changes.
 */
record RowChanges(OutputNode rows, LakeTable target) {
  /** What stands behind the columns in Trino's merge rows: present, operation, case. */
  private static final int BEHIND = 3;

  /** Empty for the plan of any other statement. */
  static Optional<RowChanges> of(OutputNode root) {
    PlanNode node = root.getSource();
    if (node instanceof TableFinishNode finish) {
      node = finish.getSource();
    }
    if (!(node instanceof MergeWriterNode writer)
        || !(writer.getTarget().getHandle().connectorHandle() instanceof LakeTable target)) {
      return Optional.empty();
    }
    OutputNode rows =
        writer.getSource() instanceof MergeProcessorNode processor
            ? merged(root, writer, processor)
            : deleted(root, writer);
    return Optional.of(new RowChanges(rows, target));
  }

  private static OutputNode deleted(OutputNode root, MergeWriterNode writer) {
    List<Symbol> projected = writer.getProjectedSymbols();
    // Behind the columns stand the operation, the case, the row and whether an update inserts it.
    Symbol operation = projected.get(projected.size() - BEHIND - 1);
    Symbol row = projected.get(projected.size() - BEHIND + 1);
    return new OutputNode(
        root.getId(), writer.getSource(), List.of("operation", "row"), List.of(operation, row));
  }

  private static OutputNode merged(
      OutputNode root, MergeWriterNode writer, MergeProcessorNode processor) {
    Symbol merged = processor.getMergeRowSymbol();
    RowType type = (RowType) merged.type();
    int columns = type.getFields().size() - BEHIND;
    Assignments.Builder fields = Assignments.builder();
    List<String> names = new ArrayList<>(List.of("operation", "row"));
    List<Symbol> symbols = new ArrayList<>();
    Symbol operation = new Symbol(type.getFields().get(columns + 1).getType(), "operation$");
    fields.put(operation, new FieldReference(merged.toSymbolReference(), columns + 1));
    symbols.add(operation);
    fields.putIdentity(processor.getRowIdSymbol());
    symbols.add(processor.getRowIdSymbol());
    for (int i = 0; i < columns; i++) {
      Symbol column = new Symbol(type.getFields().get(i).getType(), "column$" + i);
      fields.put(column, new FieldReference(merged.toSymbolReference(), i));
      symbols.add(column);
      names.add(writer.getTarget().getMergeParadigmAndTypes().getColumnNames().get(i));
    }
    return new OutputNode(
        root.getId(),
        new ProjectNode(processor.getId(), processor.getSource(), fields.build()),
        names,
        symbols);
  }
}
