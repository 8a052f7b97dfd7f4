/** The CA's resources for Jakarta REST, and the authority as a CDI bean. */
module io.latchkey.jaxrs {
  requires io.latchkey.base;
  requires com.github.benmanes.caffeine;
  requires transitive io.latchkey.ca;
  requires io.latchkey.enrolment;
  requires transitive io.latchkey.settings;
  requires transitive io.latchkey.tokens;
  requires jakarta.annotation;
  requires transitive jakarta.cdi;
  requires transitive jakarta.inject;
  requires transitive jakarta.servlet;
  requires transitive jakarta.ws.rs;
  requires java.naming;
  requires static transitive micrometer.core;
  requires java.sql;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.latchkey.jaxrs;

  opens io.latchkey.jaxrs;

  provides jakarta.servlet.ServletContainerInitializer with
      io.latchkey.jaxrs.revocation.DirectAnswers,
      io.latchkey.jaxrs.application.JdbcDriverRelease;
}
