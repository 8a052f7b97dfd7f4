/** Tokens and callers for the tests of applications that Latchkey protects. */
module io.latchkey.test {
  requires transitive io.latchkey.tokens;
  requires static transitive jakarta.servlet;
  requires static transitive org.junit.jupiter.api;
  requires static transitive org.junit.platform.commons;
  requires static org.jspecify;
  requires static transitive spring.beans;
  requires static spring.context;
  requires static spring.core;
  requires static transitive spring.test;
  requires static transitive spring.web;

  exports io.latchkey.test;
  exports io.latchkey.test.spring;
}
