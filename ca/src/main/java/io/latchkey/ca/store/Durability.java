package io.latchkey.ca.store;

import java.sql.SQLException;

/** What it takes until a transaction survives a loss of power. */
interface Durability extends AutoCloseable {
  /** For databases whose commit is all it takes. */
  Durability BY_COMMIT = Transaction::run;

  /** Something that begins and commits a transaction, or acts on the whole database. */
  interface Transaction {
    void run() throws SQLException;
  }

  /** Runs a transaction and returns once it is on disk. */
  void commit(Transaction transaction) throws SQLException;

  @Override
  default void close() {}
}
