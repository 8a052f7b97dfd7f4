package io.latchkey.base.http;

/** Names of the attributes by which modules that do not know each other exchange values. */
public final class RequestAttributes {
  /** Of a request: the verified token of its caller. */
  public static final String CALLER = "io.latchkey.caller";

  /** Of a request: the name of its caller, for access logs. */
  public static final String CALLER_NAME = "io.latchkey.caller.name";

  /** Of a request: the address of the client that a trusted proxy has named. */
  public static final String ADDRESS = "io.latchkey.address";

  /** Of a servlet context: {@code required} or {@code disabled}. */
  public static final String AUTH = "io.latchkey.auth";

  private RequestAttributes() {}
}
