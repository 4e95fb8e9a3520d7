package io.tarn.sql;

import io.trino.Session;
import io.trino.connector.informationschema.InformationSchemaPageSource;
import io.trino.connector.informationschema.InformationSchemaTableHandle;
import io.trino.metadata.TableHandle;
import io.trino.security.AllowAllAccessControl;
import io.trino.spi.Page;
import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.Constraint;
import io.trino.spi.connector.ConstraintApplicationResult;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.TypeUtils;
import io.trino.sql.PlannerContext;
import io.trino.sql.ir.Constant;
import io.trino.sql.ir.Expression;
import io.trino.sql.ir.Row;
import io.trino.sql.ir.optimizer.IrExpressionOptimizer;
import io.trino.sql.planner.DomainTranslator;
import io.trino.sql.planner.Symbol;
import io.trino.sql.planner.SymbolAllocator;
import io.trino.sql.planner.plan.FilterNode;
import io.trino.sql.planner.plan.PlanNode;
import io.trino.sql.planner.plan.SimplePlanRewriter;
import io.trino.sql.planner.plan.TableScanNode;
import io.trino.sql.planner.plan.ValuesNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers scans of {@code information_schema} with rows: what Trino lists of the catalog through
 * {@link LakeMetadata}, as the statement's caller may see it. No engine reads it.
 */
final class InformationSchema extends SimplePlanRewriter<TupleDomain<Symbol>> {
  private final PlannerContext context;
  private final Session session;

  private InformationSchema(PlannerContext context, Session session) {
    this.context = context;
    this.session = session;
  }

  static PlanNode answered(PlanNode root, PlannerContext context, Session session) {
    return SimplePlanRewriter.rewriteWith(
        new InformationSchema(context, session), root, TupleDomain.all());
  }

  /** What a filter says of the scan right below it decides which databases are listed at all. */
  @Override
  public PlanNode visitFilter(FilterNode node, RewriteContext<TupleDomain<Symbol>> rewrite) {
    TupleDomain<Symbol> domain = TupleDomain.all();
    if (isListed(node.getSource())) {
      Expression predicate =
          IrExpressionOptimizer.newOptimizer(context)
              .process(
                  node.getPredicate(),
                  session,
                  new SymbolAllocator(node.getSource().getOutputSymbols()),
                  java.util.Map.of())
              .orElse(node.getPredicate());
      domain = DomainTranslator.getExtractionResult(context, session, predicate).getTupleDomain();
    }
    return rewrite.defaultRewrite(node, domain);
  }

  @Override
  public PlanNode visitTableScan(TableScanNode node, RewriteContext<TupleDomain<Symbol>> rewrite) {
    return isListed(node) ? rows(node, rewrite.get()) : node;
  }

  private static boolean isListed(PlanNode node) {
    return node instanceof TableScanNode scan
        && scan.getTable().connectorHandle() instanceof InformationSchemaTableHandle;
  }

  private ValuesNode rows(TableScanNode scan, TupleDomain<Symbol> domain) {
    TupleDomain<ColumnHandle> asked =
        domain
            .filter((symbol, values) -> scan.getAssignments().containsKey(symbol))
            .transformKeys(scan.getAssignments()::get);
    ConnectorTableHandle handle =
        context
            .getMetadata()
            .applyFilter(session, scan.getTable(), new Constraint(asked))
            .map(ConstraintApplicationResult::getHandle)
            .map(TableHandle::connectorHandle)
            .orElse(scan.getTable().connectorHandle());
    List<Symbol> symbols = scan.getOutputSymbols();
    List<ColumnHandle> columns = symbols.stream().map(scan.getAssignments()::get).toList();
    List<Expression> rows = new ArrayList<>();
    try (InformationSchemaPageSource source =
        new InformationSchemaPageSource(
            session,
            context.getMetadata(),
            new AllowAllAccessControl(),
            (InformationSchemaTableHandle) handle,
            columns)) {
      while (!source.isFinished()) {
        SourcePage page = source.getNextSourcePage();
        if (page != null) {
          read(page.getPage(), symbols, rows);
        }
      }
    }
    return symbols.isEmpty()
        ? new ValuesNode(scan.getId(), rows.size())
        : new ValuesNode(scan.getId(), symbols, rows);
  }

  private static void read(Page page, List<Symbol> symbols, List<Expression> rows) {
    for (int position = 0; position < page.getPositionCount(); position++) {
      List<Expression> cells = new ArrayList<>();
      for (int i = 0; i < symbols.size(); i++) {
        cells.add(
            new Constant(
                symbols.get(i).type(),
                TypeUtils.readNativeValue(symbols.get(i).type(), page.getBlock(i), position)));
      }
      rows.add(new Row(cells));
    }
  }
}
