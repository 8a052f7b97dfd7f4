/** The component side: trust in the CA, a certificate that stays fresh, tokens to call with. */
module io.latchkey.client {
  requires io.latchkey.base;
  requires transitive io.latchkey.pki;
  requires transitive io.latchkey.tokens;
  requires transitive java.net.http;
  requires jdk.jfr;
  requires static info.picocli;
  requires static io.latchkey.settings;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.util;
  requires org.slf4j;
  requires static transitive jakarta.ws.rs;
  requires static org.jspecify;

  exports io.latchkey.client;

  opens io.latchkey.client.cli to
      info.picocli;
}
