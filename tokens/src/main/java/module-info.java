/** Tokens of the pre-shared key: signing and verifying. */
module io.latchkey.tokens {
  requires com.github.benmanes.caffeine;
  requires jdk.jfr;
  requires org.jose4j;
  requires static org.jspecify;

  exports io.latchkey.tokens;
}
