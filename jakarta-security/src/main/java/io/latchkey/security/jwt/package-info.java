/**
 * The caller's token for applications of MicroProfile JWT 2.1: {@code @Inject JsonWebToken} and
 * {@code @Claim}. Unused if the application does not contain its API.
 */
@NullMarked
package io.latchkey.security.jwt;

import org.jspecify.annotations.NullMarked;
