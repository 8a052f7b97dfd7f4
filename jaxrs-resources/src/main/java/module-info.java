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
  exports io.latchkey.jaxrs.application;

  // CDI and Jakarta REST create the beans and inject their fields.
  opens io.latchkey.jaxrs;
  opens io.latchkey.jaxrs.application;
  opens io.latchkey.jaxrs.authority;
  opens io.latchkey.jaxrs.enrolment;
  opens io.latchkey.jaxrs.observe;
  opens io.latchkey.jaxrs.problem;
  opens io.latchkey.jaxrs.records;
  opens io.latchkey.jaxrs.revocation;

  provides jakarta.servlet.ServletContainerInitializer with
      io.latchkey.jaxrs.revocation.DirectResponses,
      io.latchkey.jaxrs.application.JdbcDriverRelease;
}
