package io.tarn.catalog;

import io.tarn.ledger.Ledger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger whose commits are counted, and which can end before one of them as a process does. */
final class CountedLedger {
  final AtomicInteger commits = new AtomicInteger();
  private final Ledger ledger;
  private int until = Integer.MAX_VALUE;

  /** What no code catches. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  CountedLedger(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Counts anew and ends before the commit of this number, from 1. */
  void killBefore(int commit) {
    commits.set(0);
    until = commit;
  }

  Ledger ledger() {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit") && commits.incrementAndGet() >= until) {
                throw new Killed();
              }
              try {
                return method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
