/** Code that several modules of Latchkey share. Applications do not see it. */
module io.latchkey.base {
  requires static org.jspecify;
  requires org.slf4j;
}
