package io.latchkey.ca;

/** What it takes, after a commit, until what was committed survives a loss of power. */
interface Durability extends AutoCloseable {
  /** For databases whose commit is all it takes. */
  Durability BY_COMMIT =
      new Durability() {
        @Override
        public void await() {}

        @Override
        public void close() {}
      };

  /**
   * Returns once everything that was committed before the call is on disk.
   *
   * @throws AuthorityUnavailableException if that failed
   */
  void await();

  @Override
  void close();
}
