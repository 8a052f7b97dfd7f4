/** CMP (RFC 9810, RFC 9811): certificates for devices, with messages that protect themselves. */
@NullMarked
package io.latchkey.enrolment.cmp;

import org.jspecify.annotations.NullMarked;
