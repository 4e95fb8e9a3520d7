package io.tarn.catalog;

import io.tarn.api.AccessRule;
import io.tarn.api.Call;
import io.tarn.api.Operation;
import io.tarn.api.OperationModel;
import io.tarn.api.glue.AuthenticationConfiguration;
import io.tarn.api.glue.Connection;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.TestConnectionInput;
import io.tarn.api.glue.TestConnectionRequest;
import io.tarn.api.glue.TestConnectionResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens a connection, kept or given, and says whether that works. */
final class TestConnection implements Operation<TestConnectionRequest, TestConnectionResponse> {
  private final Catalog catalog;

  TestConnection(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public OperationModel<TestConnectionRequest, TestConnectionResponse> model() {
    return GlueService.TEST_CONNECTION;
  }

  @Override
  public AccessRule<TestConnectionRequest> access() {
    return (input, call) ->
        input.connectionName() == null
            ? CatalogAccess.catalog("glue:TestConnection", call.region(), call.account())
            : CatalogAccess.connection(
                "glue:TestConnection", call.region(), call.account(), input.connectionName());
  }

  @Override
  public TestConnectionResponse apply(TestConnectionRequest input, Call call) {
    Names.checkCatalog(input.catalogId(), call.account());
    TestConnectionInput given = input.testConnectionInput();
    if ((given == null) == (input.connectionName() == null)) {
      throw GlueError.INVALID_INPUT.error(
          "Either ConnectionName or TestConnectionInput must be given");
    }
    if (given != null) {
      Map<String, String> properties = given.connectionProperties();
      open(
          given.connectionType(),
          Authentication.of(given.authenticationConfiguration(), properties),
          properties,
          call);
      return TestConnectionResponse.builder().build();
    }
    String name = Names.required(input.connectionName(), "ConnectionName");
    Connection connection =
        catalog
            .secrets()
            .open(
                catalog.ledger().read(tx -> ConnectionRows.load(tx, call.region(), name)),
                call.region());
    open(
        Names.required(connection.connectionType(), "ConnectionType"),
        connection.authenticationConfiguration(),
        Names.required(connection.connectionProperties(), "ConnectionProperties"),
        call);
    return TestConnectionResponse.builder().build();
  }

  /** What the connection leaves to a secret is read as the caller. */
  private void open(
      String type,
      @Nullable AuthenticationConfiguration authentication,
      Map<String, String> properties,
      Call call) {
    ConnectionRows.checkType(type, properties);
    Map<String, String> login = Authentication.in(authentication, properties);
    ConnectionProbe.open(type, catalog.secrets().login(login, call));
  }
}
