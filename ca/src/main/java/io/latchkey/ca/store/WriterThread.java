package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs all writing transactions of an H2 database in one thread, and flushes once for all that
 * waited together. A transaction is answered only after the flush.
 *
 * <p>It is a thread of its own because H2 takes an interrupt for the end of a wait: a caller that
 * is interrupted while it commits would go on before its row is in the file.
 */
final class WriterThread implements Durability {
  private final Transaction flush;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "latchkey-store");
            daemon.setDaemon(true);
            return daemon;
          });

  /** A transaction and who waits for it. */
  private record Waiting(Transaction transaction, CompletableFuture<Void> answer) {}

  /**
   * @param flush puts on disk what was committed
   */
  WriterThread(Transaction flush) {
    this.flush = flush;
  }

  @Override
  public void commit(Transaction transaction) throws SQLException {
    Waiting mine = new Waiting(transaction, new CompletableFuture<>());
    waiting.add(mine);
    try {
      thread.execute(this::commitAllWaiting);
      mine.answer().join();
    } catch (RejectedExecutionException e) {
      throw new AuthorityUnavailableException("The certificate store is closed", e);
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException problem) {
        throw problem;
      }
      throw e;
    }
  }

  private void commitAllWaiting() {
    List<Waiting> taken = new ArrayList<>();
    waiting.drainTo(taken);
    List<Waiting> committed = taken.stream().filter(WriterThread::isCommitted).toList();
    if (committed.isEmpty()) {
      return;
    }
    try {
      flush.run();
      committed.forEach(each -> each.answer().complete(null));
    } catch (Throwable e) {
      committed.forEach(each -> each.answer().completeExceptionally(e));
    }
  }

  private static boolean isCommitted(Waiting each) {
    try {
      each.transaction().run();
      return true;
    } catch (Throwable e) {
      each.answer().completeExceptionally(e);
      return false;
    }
  }

  /** Ends the thread after the transactions that are waited for. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
