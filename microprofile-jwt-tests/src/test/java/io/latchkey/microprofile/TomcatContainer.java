package io.latchkey.microprofile;

import jakarta.enterprise.inject.spi.BeanManager;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Container;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ContextResource;
import org.apache.tomcat.util.scan.StandardJarScanFilter;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ExplodedExporter;

/**
 * An embedded Tomcat on a free port of the loopback interface. The class path of the tests contains
 * CDI (Weld), Jakarta Security (Soteria), Jakarta REST (RESTEasy) and Latchkey.
 */
public final class TomcatContainer implements DeployableContainer<TomcatContainer.NoConfiguration> {
  private final Tomcat tomcat = new Tomcat();
  private final Connector connector = new Connector();
  private final Path folder = temporaryFolder();

  /** Called by Arquillian. */
  public TomcatContainer() {}

  private static Path temporaryFolder() {
    try {
      Files.createDirectories(Path.of("target"));
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tomcat");
    } catch (IOException e) {
      throw new IllegalStateException("the folder of the server cannot be created", e);
    }
  }

  @Override
  public Class<NoConfiguration> getConfigurationClass() {
    return NoConfiguration.class;
  }

  /** All cases run in the client. */
  @Override
  public ProtocolDescription getDefaultProtocol() {
    return new ProtocolDescription("Local");
  }

  @Override
  public void start() throws LifecycleException {
    tomcat.setBaseDir(folder.toString());
    tomcat.getHost().setAutoDeploy(false);
    tomcat.enableNaming();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    try {
      tomcat.start();
    } catch (org.apache.catalina.LifecycleException e) {
      throw new LifecycleException("Tomcat does not start", e);
    }
  }

  @Override
  public void stop() throws LifecycleException {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (org.apache.catalina.LifecycleException e) {
      throw new LifecycleException("Tomcat does not stop", e);
    }
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    File application = archive.as(ExplodedExporter.class).exportExploded(folder.toFile());
    String path = path(archive);
    StandardContext context = new StandardContext();
    context.setName(path);
    context.setPath(path);
    context.setDocBase(application.toString());
    context.addLifecycleListener(tomcat.getDefaultWebXmlListener());
    ContextConfig configuration = new ContextConfig();
    configuration.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    context.addLifecycleListener(configuration);
    context.getJarScanner().setJarScanFilter(libraries());
    // These need access to internal fields of the JDK.
    context.setClearReferencesObjectStreamClassCaches(false);
    context.setClearReferencesRmiTargets(false);
    context.setClearReferencesThreadLocals(false);
    context.getNamingResources().addResource(beanManager());
    tomcat.getHost().addChild(context);
    if (context.getState() != LifecycleState.STARTED) {
      throw new DeploymentException("the application does not start; see the output");
    }
    HTTPContext http = new HTTPContext("127.0.0.1", connector.getLocalPort());
    return new ProtocolMetaData().addContext(http.add(new Servlet("application", path)));
  }

  /** The TCK must not be scanned: each of its endpoints would be part of each application. */
  private static StandardJarScanFilter libraries() {
    StandardJarScanFilter filter = new StandardJarScanFilter();
    filter.setDefaultTldScan(false);
    filter.setDefaultPluggabilityScan(false);
    filter.setPluggabilityScan("latchkey-*,resteasy-*,weld-*,jakarta.security.enterprise-*");
    return filter;
  }

  /** Soteria finds CDI under {@code java:comp/env/BeanManager}. */
  private static ContextResource beanManager() {
    ContextResource manager = new ContextResource();
    manager.setName("BeanManager");
    manager.setType(BeanManager.class.getName());
    manager.setProperty("factory", "org.jboss.weld.resources.ManagerObjectFactory");
    return manager;
  }

  @Override
  public void undeploy(Archive<?> archive) {
    Container context = tomcat.getHost().findChild(path(archive));
    if (context != null) {
      tomcat.getHost().removeChild(context);
    }
  }

  private static String path(Archive<?> archive) {
    return "/" + archive.getName().replaceFirst("\\.war$", "");
  }

  /** There is nothing to configure. */
  public static final class NoConfiguration implements ContainerConfiguration {
    /** Called by Arquillian. */
    public NoConfiguration() {}

    @Override
    public void validate() {}
  }
}
