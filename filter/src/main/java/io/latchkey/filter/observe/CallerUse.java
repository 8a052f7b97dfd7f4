package io.latchkey.filter.observe;

import io.latchkey.tokens.VerifiedToken;
import java.time.Instant;
import java.util.Optional;

/**
 * The last use of a key by a caller. Immutable.
 *
 * @param kind the kind of the caller, see {@link VerifiedToken#callerKind}. Kind and name together
 *     identify a caller
 * @param name the name of the caller
 * @param key the key that verified the token, see {@link VerifiedToken#verifiedBy}
 * @param lastUsed when the caller last sent a token of this key that was accepted
 * @param address the address of the client at that time, see {@code latchkey.trusted-proxies};
 *     empty if unknown
 */
public record CallerUse(
    String kind, String name, String key, Instant lastUsed, Optional<String> address) {}
