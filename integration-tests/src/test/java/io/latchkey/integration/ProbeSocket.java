package io.latchkey.integration;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.security.Principal;

/** Answers the name of the caller that opened the connection. */
@ServerEndpoint("/socket")
public final class ProbeSocket {
  /** Answers a message. */
  @OnMessage
  public String answer(String message, Session session) {
    Principal caller = session.getUserPrincipal();
    return message + " " + (caller == null ? "anonymous" : caller.getName());
  }
}
