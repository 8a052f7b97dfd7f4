package io.latchkey.server.standalone;

import java.io.IOException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.Request;
import org.apache.coyote.Response;

/**
 * A connector that answers {@code OPTIONS *} itself. Tomcat answers this request before any valve
 * sees it: without security headers, and with {@code TRACE} among the allowed methods.
 */
final class HardenedConnector extends Connector {
  private static final String ALLOWED = "GET, HEAD, POST, PUT, DELETE, OPTIONS";

  private final boolean forDistribution;

  /**
   * @param forDistribution whether the connector serves only what {@link DistributionValve} allows
   */
  HardenedConnector(ProtocolHandler protocol, boolean forDistribution) {
    super(protocol);
    this.forDistribution = forDistribution;
  }

  boolean isForDistribution() {
    return forDistribution;
  }

  @Override
  protected void initInternal() throws LifecycleException {
    super.initInternal();
    adapter = new ServerOptionsAdapter(this);
    protocolHandler.setAdapter(adapter);
  }

  private static final class ServerOptionsAdapter extends CoyoteAdapter {
    private final Connector connector;

    ServerOptionsAdapter(Connector connector) {
      super(connector);
      this.connector = connector;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
      if ("OPTIONS".equals(request.getMethod()) && request.requestURI().equals("*")) {
        answer(response);
      } else {
        super.service(request, response);
      }
    }

    /** Closes the connection, because the request may have a body that has not arrived. */
    private void answer(Response response) {
      response.setStatus(200);
      response.setContentLength(0);
      response.setHeader("Allow", ALLOWED);
      response.setHeader("Connection", "close");
      SecurityHeadersValve.headers(connector.getSecure()).forEach(response::setHeader);
      response.action(ActionCode.CLOSE, null);
      response.action(ActionCode.CLOSE_NOW, new IOException("the connection is not reused"));
    }
  }
}
