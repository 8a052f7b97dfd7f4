package io.latchkey.jaxrs.application;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the JDBC drivers in the application's own jars out of the JDK's list when the application
 * ends. They would keep its classes in the memory of the server, and not every server looks after
 * that.
 */
public final class JdbcDriverRelease
    implements ServletContainerInitializer, ServletContextListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(JdbcDriverRelease.class);

  /** Made by the server. */
  public JdbcDriverRelease() {}

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) {
    context.addListener(this);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    ClassLoader application = getClass().getClassLoader();
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      if (driver.getClass().getClassLoader() == application) {
        deregister(driver);
      }
    }
  }

  private static void deregister(Driver driver) {
    try {
      DriverManager.deregisterDriver(driver);
    } catch (SQLException e) {
      LOGGER.warn("The JDBC driver {} stays registered", driver.getClass().getName(), e);
    }
  }
}
