package io.latchkey.server.standalone;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.TrustedAuthority;
import io.latchkey.jaxrs.CertificateAuthorityProducer;
import io.latchkey.jaxrs.application.AuthorityStart;
import io.latchkey.settings.ProgramSettings;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.ws.rs.core.Application;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.modeler.Registry;
import org.jboss.resteasy.cdi.CdiInjectorFactory;

/**
 * Tomcat with one web application. The application is configured in code, without a scan of the
 * jars, so that it starts fast. Call {@link #deploy} first, then {@link #listen}; {@link #stop}
 * ends both.
 */
final class EmbeddedTomcat {
  /** Have the same values as in {@code web.xml}, which is not read here. */
  static final Map<String, String> PARAMETERS =
      Map.of(
          "resteasy.injector.factory", CdiInjectorFactory.class.getName(),
          "org.jboss.weld.context.mapping", "none",
          "org.jboss.weld.context.ignore.guard", "false",
          "resteasy.preferJacksonOverJsonB", "false",
          "resteasy.role.based.security", "true");

  private static final String WELD_SKIPS_VALIDATION = "org.jboss.weld.xml.disableValidating";

  private final Tomcat tomcat = new Tomcat();
  private volatile Optional<Listener> listener = Optional.empty();
  private Optional<Listener> distribution = Optional.empty();

  /**
   * @param baseDirectory for Tomcat's own temporary files
   */
  EmbeddedTomcat(Path baseDirectory) {
    skipUnusedParts();
    tomcat.setBaseDir(baseDirectory.toString());
    tomcat.setSilent(true);
    tomcat.getHost().setAutoDeploy(false);
    ((StandardHost) tomcat.getHost()).setErrorReportValveClass(ProblemReport.class.getName());
    tomcat.getEngine().getPipeline().addValve(new AccessLog());
    tomcat.getEngine().getPipeline().addValve(new PipeliningValve());
    tomcat.getEngine().getPipeline().addValve(new UnreadBodyValve());
    tomcat.getEngine().getPipeline().addValve(new SecurityHeadersValve());
    tomcat.getEngine().getPipeline().addValve(new DistributionValve());
  }

  /**
   * Skips parts of the start that take time and that the server does not use: the management beans
   * of Tomcat, and the validation of the {@code beans.xml} files, all of which are in the WAR.
   */
  private static void skipUnusedParts() {
    Registry.disableRegistry();
    System.getProperties().putIfAbsent(WELD_SKIPS_VALIDATION, "true");
  }

  /**
   * Starts the web application.
   *
   * @param settings the settings of the application, which come before all others
   * @param authority the authority of the application
   * @param poller polls files for the application and for this server
   * @throws LifecycleException if it does not start
   */
  void deploy(ProgramSettings settings, OpeningAuthority authority, FilePoller poller)
      throws LifecycleException {
    StandardContext context = context();
    tomcat.getHost().addChild(context);
    context.getServletContext().setAttribute(ContextAttributes.FILE_POLLER, poller);
    context.getServletContext().setAttribute(ContextAttributes.PROGRAM_SETTINGS, settings);
    // CDI starts before the listeners, and must not open an authority.
    context.getServletContext().setAttribute(CertificateAuthorityProducer.AUTHORITY_FOLLOWS, true);
    context.addApplicationLifecycleListener(new AuthorityAttribute(authority));
    tomcat.start();
    if (!context.getState().isAvailable()) {
      throw new LifecycleException("the web application did not start");
    }
  }

  private static StandardContext context() {
    StandardContext context = new StandardContext();
    context.setName("");
    context.setPath("");
    context.setParentClassLoader(EmbeddedTomcat.class.getClassLoader());
    context.setDelegate(true);
    context.setCookies(false);
    context.setFailCtxIfServletStartFails(true);
    // The application ends with the process, so that checks for leaks are useless.
    context.setSkipMemoryLeakChecksOnJvmShutdown(true);
    context.setClearReferencesRmiTargets(false);
    context.setClearReferencesThreadLocals(false);
    context.setClearReferencesObjectStreamClassCaches(false);
    PARAMETERS.forEach(context::addParameter);
    context.addLifecycleListener(new Tomcat.FixContextListener());
    for (ServletContainerInitializer initializer :
        ServiceLoader.load(
            ServletContainerInitializer.class, EmbeddedTomcat.class.getClassLoader())) {
      context.addServletContainerInitializer(initializer, handledTypes(initializer));
    }
    return context;
  }

  /**
   * What a scan of all classes would find: the {@link Application} of the WAR, which the WAR names
   * in {@code META-INF/services}.
   */
  private static Set<Class<?>> handledTypes(ServletContainerInitializer initializer) {
    HandlesTypes handles = initializer.getClass().getAnnotation(HandlesTypes.class);
    return handles == null
        ? Set.of()
        : ServiceLoader.load(Application.class, EmbeddedTomcat.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::type)
            .collect(Collectors.toSet());
  }

  /**
   * Listens for connections.
   *
   * @param tls key and certificate; empty for plain HTTP
   * @return the port
   * @throws StartException if the port cannot be opened
   */
  int listen(Endpoint endpoint, Optional<Listener.Tls> tls) {
    tls.map(Listener.Tls::identity).ifPresent(this::tell);
    Listener started = Listener.start(tomcat.getService(), endpoint, tls);
    listener = Optional.of(started);
    return started.port();
  }

  /**
   * Listens for TLS connections with a certificate. If the port is open already, the next handshake
   * uses the certificate, and open connections stay open.
   *
   * @throws StartException if the port cannot be opened
   */
  void listenWith(Endpoint endpoint, Listener.Tls tls) {
    if (listener.isPresent()) {
      listener.get().use(tls);
      tell(tls.identity());
    } else {
      listen(endpoint, Optional.of(tls));
    }
  }

  /**
   * Listens for plain HTTP, only for what {@link DistributionValve} allows.
   *
   * @return the port
   * @throws StartException if the port cannot be opened
   */
  int listenForDistribution(Endpoint endpoint) {
    Listener started = Listener.startDistribution(tomcat.getService(), endpoint);
    distribution = Optional.of(started);
    return started.port();
  }

  /**
   * The open port.
   *
   * @throws java.util.NoSuchElementException before {@link #listen}
   */
  int port() {
    return listener.orElseThrow().port();
  }

  /** Publishes the expiry of the certificate to the application's metrics. */
  private void tell(ServerIdentity identity) {
    for (Container child : tomcat.getHost().findChildren()) {
      ((Context) child)
          .getServletContext()
          .setAttribute(ContextAttributes.SERVER_CERTIFICATE_END, identity.notAfter());
    }
  }

  /**
   * Closes all ports, waits for running requests, and stops.
   *
   * @param grace the longest time to wait for all requests together
   */
  void stop(Duration grace) throws LifecycleException {
    boolean unused =
        Listener.drain(Stream.of(listener, distribution).flatMap(Optional::stream).toList(), grace);
    tomcat.stop();
    tomcat.destroy();
  }

  /**
   * The first listener. It waits until the authority is open and provides it to the application.
   */
  private static final class AuthorityAttribute implements ServletContextListener {
    private final OpeningAuthority authority;

    AuthorityAttribute(OpeningAuthority authority) {
      this.authority = authority;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
      provide(authority.get(), event.getServletContext());
      startEnrolment();
    }

    private static void provide(TrustedAuthority opened, ServletContext context) {
      if (opened instanceof CertificateAuthority own) {
        context.setAttribute(CertificateAuthorityProducer.OWN_AUTHORITY, own);
      } else {
        context.setAttribute(CertificateAuthorityProducer.REMOTE_AUTHORITY, opened);
      }
    }

    private static void startEnrolment() {
      RequestContextController requests =
          CDI.current().select(RequestContextController.class).get();
      boolean activated = requests.activate();
      try {
        CDI.current().select(AuthorityStart.class).get().startEnrolment();
      } finally {
        if (activated) {
          requests.deactivate();
        }
      }
    }
  }
}
