package io.latchkey.server;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.text.Printable;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.jaxrs.CertificateAuthorityProducer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the resources of the server to the filter when the application starts, logs where the
 * application answers, and lets the filter record the callers for {@link CallersResource}.
 */
@ApplicationScoped
public class ServerStart {
  private static final Logger LOG = LoggerFactory.getLogger(ServerStart.class);

  /** Made by the container. */
  public ServerStart() {}

  void announce(@Observes @Initialized(ApplicationScoped.class) ServletContext start) {
    start.setAttribute(ContextAttributes.SERVER_RESOURCES, true);
    AuthenticationStatistics.of(start).recordCallers();
    place(start).ifPresent(LOG::info);
  }

  /**
   * The line that says where the application answers. The servlet container chooses the context
   * path, often by the name of the WAR file. Empty in the standalone server, which prints its URL.
   */
  static Optional<String> place(ServletContext context) {
    if (context.getAttribute(CertificateAuthorityProducer.AUTHORITY_FOLLOWS) != null) {
      return Optional.empty();
    }
    String path = Printable.line(context.getContextPath());
    String place = path.isEmpty() ? "at the root of this server" : "below the context path " + path;
    return Optional.of(
        "Latchkey answers %s, for example GET %s/health/ready".formatted(place, path));
  }
}
