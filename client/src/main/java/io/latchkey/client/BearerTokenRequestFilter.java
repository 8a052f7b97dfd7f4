package io.latchkey.client;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Sends a token with each request of a Jakarta REST client: {@code client.register(new
 * BearerTokenRequestFilter(tokens))}. A request that already has an {@code Authorization} header
 * keeps it. A request over plain http fails, unless it is sent to the loopback interface.
 */
public final class BearerTokenRequestFilter implements ClientRequestFilter {
  private final TokenSource tokens;

  /** Sends the tokens of a source. */
  public BearerTokenRequestFilter(TokenSource tokens) {
    this.tokens = tokens;
  }

  @Override
  public void filter(ClientRequestContext request) {
    if (!request.getHeaders().containsKey(HttpHeaders.AUTHORIZATION)) {
      Endpoints.confidential(request.getUri());
      request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, tokens.authorization());
    }
  }
}
