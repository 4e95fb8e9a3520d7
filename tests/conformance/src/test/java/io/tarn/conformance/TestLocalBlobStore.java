package io.tarn.conformance;

import io.tarn.store.LocalBlobStore;
import io.tarn.store.spi.BlobStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The local disk keeps bytes as the contract says. */
class TestLocalBlobStore extends BlobStoreContract {
  @TempDir Path root;

  @Override
  BlobStore store() {
    return new LocalBlobStore(root.resolve("blobs"), LocalBlobStore.Quota.none());
  }
}
