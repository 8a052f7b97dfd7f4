/** The certificate authority: issuance policy, signing and the store of what was signed. */
module io.latchkey.ca {
  requires io.latchkey.base;
  requires com.github.benmanes.caffeine;
  requires com.zaxxer.hikari;
  requires flyway.core;
  requires transitive io.latchkey.pki;
  requires transitive java.sql;
  requires jdk.jfr;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;

  exports io.latchkey.ca;
  exports io.latchkey.ca.authority;
  exports io.latchkey.ca.caller;
  exports io.latchkey.ca.certificate;
  exports io.latchkey.ca.enrolment;
  exports io.latchkey.ca.issuance;
  exports io.latchkey.ca.revocation;

  uses java.sql.Driver;
}
