package io.tarn.ledger;

/** A platform thread that runs work; work that calls back into the ledger would wait for itself. */
final class LedgerThread extends Thread {
  LedgerThread(String name, Runnable body) {
    super(body, name);
    setDaemon(true);
  }

  static void refuseNested() {
    if (Thread.currentThread() instanceof LedgerThread) {
      throw new IllegalStateException(
          "Work inside a transaction uses its Tx; it may not call the ledger again");
    }
  }
}
