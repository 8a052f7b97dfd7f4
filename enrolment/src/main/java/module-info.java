/** Enrolment protocols: standard clients request certificates with a component key. */
module io.latchkey.enrolment {
  requires com.github.benmanes.caffeine;
  requires io.latchkey.base;
  requires transitive io.latchkey.ca;
  requires transitive io.latchkey.tokens;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.latchkey.enrolment;
  exports io.latchkey.enrolment.acme;
  exports io.latchkey.enrolment.cmp;
  exports io.latchkey.enrolment.est;
}
