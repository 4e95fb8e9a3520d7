package io.tarn.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.TableInput;
import io.tarn.catalog.inference.ColumnFinding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a crawl made a table as it is, kept with the table's version, so that GetTable and
 * GetTableVersions return it: what holds for the table as JSON in its storage descriptor's
 * parameters, what holds for a column in that column's parameters. Neither is shown by DDL.
 */
final class CrawlAccount {
  /** Of the storage descriptor: {@code {"crawler", "why", "warnings", "policy"}}. */
  static final String TABLE = "crawl.account";

  /** Of a column: what its values were, and how many. */
  static final String EVIDENCE = "crawl.evidence";

  /** Of a column: how sure the evidence makes its type, from 0 to 1. */
  static final String CERTAINTY = "crawl.certainty";

  /** Of a column: a value that spoke against a narrower type, with file and line. */
  static final String COUNTEREXAMPLE = "crawl.counterexample";

  private static final int ENTRIES_MAX = 100;
  private static final int ENTRY_MAX = 1_000;
  private static final Pattern SURE = Pattern.compile("certainty (\\d\\.\\d+)");
  private static final Pattern AGAINST =
      Pattern.compile("because of (.*)$|string holds them all, (.*)$");

  private CrawlAccount() {}

  /** The table with what the crawler's policy did to it. */
  static TableInput with(TableInput table, Candidate found, String crawler, List<String> changes) {
    if (table.storageDescriptor() == null) {
      return table;
    }
    ObjectNode account = JsonNodeFactory.instance.objectNode();
    account.put("crawler", crawler);
    fill(account.putArray("why"), found.why());
    fill(account.putArray("warnings"), found.warnings());
    fill(account.putArray("policy"), changes);
    Map<String, String> parameters = new LinkedHashMap<>();
    if (table.storageDescriptor().parameters() != null) {
      parameters.putAll(table.storageDescriptor().parameters());
    }
    parameters.put(TABLE, account.toString());
    return table.toBuilder()
        .storageDescriptor(table.storageDescriptor().toBuilder().parameters(parameters).build())
        .build();
  }

  static Map<String, String> of(ColumnFinding column) {
    Map<String, String> account = new LinkedHashMap<>();
    account.put(EVIDENCE, cut(column.why()));
    Matcher sure = SURE.matcher(column.why());
    if (sure.find()) {
      account.put(CERTAINTY, sure.group(1));
    }
    Matcher against = AGAINST.matcher(column.why());
    if (against.find()) {
      account.put(
          COUNTEREXAMPLE, cut(against.group(1) != null ? against.group(1) : against.group(2)));
    }
    return account;
  }

  /** The column of before with what a fresh look says of it. */
  static Column merge(Column was, @Nullable Column fresh) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (was.parameters() != null) {
      parameters.putAll(was.parameters());
    }
    if (fresh != null && fresh.parameters() != null) {
      List.of(EVIDENCE, CERTAINTY, COUNTEREXAMPLE).forEach(parameters::remove);
      parameters.putAll(fresh.parameters());
    }
    return parameters.isEmpty() ? was : was.toBuilder().parameters(parameters).build();
  }

  private static void fill(ArrayNode array, List<String> lines) {
    lines.stream().limit(ENTRIES_MAX).map(CrawlAccount::cut).forEach(array::add);
    if (lines.size() > ENTRIES_MAX) {
      array.add((lines.size() - ENTRIES_MAX) + " more stand in the log");
    }
  }

  private static String cut(String text) {
    return text.length() <= ENTRY_MAX ? text : text.substring(0, ENTRY_MAX);
  }
}
