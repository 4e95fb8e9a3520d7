package io.tarn.sql;

import io.trino.spi.connector.Connector;
import io.trino.spi.connector.ConnectorContext;
import io.trino.spi.connector.ConnectorFactory;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTransactionHandle;
import io.trino.spi.session.PropertyMetadata;
import io.trino.spi.transaction.IsolationLevel;
import java.util.List;
import java.util.Map;

/** The lake's catalog as a Trino connector that can be analysed against and never read. */
final class LakeConnector implements Connector {
  /** The statement whose analysis runs on this thread. */
  static final ScopedValue<Metastore> METASTORE = ScopedValue.newInstance();

  private enum Transaction implements ConnectorTransactionHandle {
    INSTANCE
  }

  @Override
  public ConnectorTransactionHandle beginTransaction(
      IsolationLevel isolationLevel, boolean readOnly, boolean autoCommit) {
    return Transaction.INSTANCE;
  }

  @Override
  public ConnectorMetadata getMetadata(
      ConnectorSession session, ConnectorTransactionHandle transaction) {
    return new LakeMetadata(METASTORE.get());
  }

  @Override
  public List<PropertyMetadata<?>> getTableProperties() {
    return CreateTableProperties.declared();
  }

  @Override
  public void shutdown() {
    // Nothing is held.
  }

  static final class Factory implements ConnectorFactory {
    @Override
    public String getName() {
      return "tarn";
    }

    @Override
    public Connector create(
        String catalogName, Map<String, String> config, ConnectorContext context) {
      return new LakeConnector();
    }
  }
}
