/** Tokens of the pre-shared key: signing and verifying. */
module io.latchkey.tokens {
  requires com.github.benmanes.caffeine;
  requires org.jose4j;
  requires static org.jspecify;

  exports io.latchkey.tokens;
}
