package io.latchkey.ca;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an authority is, as it was found when somebody looked. Immutable.
 *
 * @param store whether the store answers
 * @param signature whether a signature of its key fits its certificate
 * @param end when the first certificate of its chain ends; nothing can be signed beyond
 * @param clockDifference by how much the database's clock is ahead of this process's; empty if
 *     there is no store or it does not answer
 */
public record AuthorityHealth(
    boolean store, boolean signature, Instant end, Optional<Duration> clockDifference) {}
