/** Keys, certificates and certificate signing requests: reading, writing and making them. */
module io.latchkey.pki {
  requires io.latchkey.base;
  requires transitive org.bouncycastle.pkix;
  requires transitive org.bouncycastle.provider;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.latchkey.pki;
}
