/** Authentication by bearer token as a mechanism of Jakarta Security. */
module io.latchkey.security {
  requires transitive io.latchkey.filter;
  requires io.latchkey.base;
  requires io.latchkey.settings;
  requires jakarta.annotation;
  requires transitive jakarta.cdi;
  requires jakarta.el;
  requires jakarta.inject;
  requires static jakarta.json;
  requires transitive jakarta.security;
  requires jakarta.security.auth.message;
  requires transitive jakarta.servlet;
  requires static microprofile.jwt.auth.api;
  requires static org.jspecify;
  requires org.slf4j;

  exports io.latchkey.security;

  opens io.latchkey.security;
  opens io.latchkey.security.jwt;

  provides jakarta.enterprise.inject.spi.Extension with
      io.latchkey.security.BearerTokenExtension,
      io.latchkey.security.jwt.JsonWebTokenExtension;
}
