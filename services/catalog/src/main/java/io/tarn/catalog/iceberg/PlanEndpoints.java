package io.tarn.catalog.iceberg;

import io.tarn.api.Call;
import io.tarn.catalog.iceberg.IcebergDoor.Answer;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.requests.FetchScanTasksRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;

/**
 * The endpoints of scans that the server plans, for one request.
 *
 * @param keysWanted whether the client asks for keys to the files
 */
record PlanEndpoints(
    Messages messages,
    Permissions permissions,
    LakeIcebergCatalog catalog,
    TableKeys tableKeys,
    Call call,
    boolean keysWanted) {
  Answer plan(TableIdentifier name, byte[] body) {
    PlanTableScanRequest request = messages.read(body, PlanTableScanRequest.class);
    Table table = load(name);
    return messages.answer(plans(table).plan(request, keys(table)));
  }

  /**
   * @param path behind the table's name
   */
  Answer answer(String method, TableIdentifier name, List<String> path, byte[] body) {
    String first = path.getFirst();
    if (path.size() == 1 && first.equals("plan") && method.equals("POST")) {
      return plan(name, body);
    }
    if (path.size() == 1 && first.equals("tasks") && method.equals("POST")) {
      FetchScanTasksRequest request = messages.read(body, FetchScanTasksRequest.class);
      return messages.answer(plans(load(name)).tasks(request.planTask()));
    }
    if (path.size() == 2 && first.equals("plan") && method.equals("GET")) {
      Table table = load(name);
      return messages.answer(plans(table).result(path.get(1), keys(table)));
    }
    if (path.size() == 2 && first.equals("plan") && method.equals("DELETE")) {
      plans(load(name)).cancel(path.get(1));
      return Messages.done();
    }
    throw IcebergDoor.notAllowed(method);
  }

  private static ScanPlans plans(Table table) {
    return new ScanPlans(table, ScanPlans.FILES_A_PART);
  }

  private Table load(TableIdentifier name) {
    permissions.check("glue:GetTable", name);
    return catalog.loadTable(name);
  }

  private List<Credential> keys(Table table) {
    return keysWanted
        ? tableKeys.issue(call, ((BaseTable) table).operations().current(), false)
        : List.of();
  }
}
