/** Code that several modules of Latchkey share. Applications do not see it. */
@SuppressWarnings(
    "module") // the modules that the packages are exported to are compiled after this one
module io.latchkey.base {
  requires java.naming;
  requires static org.jspecify;
  requires org.slf4j;

  exports io.latchkey.base.caller to
      io.latchkey.ca,
      io.latchkey.server,
      io.latchkey.tokens;
  exports io.latchkey.base.crypto to
      io.latchkey.ca,
      io.latchkey.client,
      io.latchkey.enrolment,
      io.latchkey.jaxrs,
      io.latchkey.pki,
      io.latchkey.server,
      io.latchkey.tokens;
  exports io.latchkey.base.der to
      io.latchkey.ca,
      io.latchkey.enrolment,
      io.latchkey.pki,
      io.latchkey.tokens;
  exports io.latchkey.base.http to
      io.latchkey.client,
      io.latchkey.enrolment,
      io.latchkey.filter,
      io.latchkey.jaxrs,
      io.latchkey.security,
      io.latchkey.server,
      io.latchkey.settings,
      io.latchkey.tokens;
  exports io.latchkey.base.io to
      io.latchkey.ca,
      io.latchkey.client,
      io.latchkey.filter,
      io.latchkey.jaxrs,
      io.latchkey.server,
      io.latchkey.settings,
      io.latchkey.tokens;
  exports io.latchkey.base.net to
      io.latchkey.ca,
      io.latchkey.client,
      io.latchkey.enrolment,
      io.latchkey.filter,
      io.latchkey.jaxrs,
      io.latchkey.pki,
      io.latchkey.server,
      io.latchkey.settings,
      io.latchkey.tokens;
  exports io.latchkey.base.rate to
      io.latchkey.ca,
      io.latchkey.client,
      io.latchkey.enrolment,
      io.latchkey.filter,
      io.latchkey.jaxrs,
      io.latchkey.server,
      io.latchkey.tokens;
  exports io.latchkey.base.text to
      io.latchkey.ca,
      io.latchkey.client,
      io.latchkey.enrolment,
      io.latchkey.filter,
      io.latchkey.jaxrs,
      io.latchkey.pki,
      io.latchkey.server,
      io.latchkey.settings,
      io.latchkey.tokens;
  exports io.latchkey.base.threads to
      io.latchkey.ca,
      io.latchkey.client,
      io.latchkey.enrolment,
      io.latchkey.filter,
      io.latchkey.jaxrs,
      io.latchkey.server,
      io.latchkey.tokens;
}
