/** The filter in applications of Spring Boot. */
module io.latchkey.spring {
  requires transitive io.latchkey.filter;
  requires io.latchkey.settings;
  requires jakarta.servlet;
  requires static micrometer.core;
  requires static org.jspecify;
  requires spring.beans;
  requires spring.boot;
  requires spring.boot.autoconfigure;
  requires static spring.boot.actuator;
  requires static spring.boot.actuator.autoconfigure;
  requires static spring.boot.health;
  requires spring.context;
  requires spring.core;
  requires static spring.security.config;
  requires static transitive spring.security.core;
  requires static spring.security.web;
  requires static spring.web;

  exports io.latchkey.spring;

  opens io.latchkey.spring to
      spring.beans,
      spring.context,
      spring.core;
}
