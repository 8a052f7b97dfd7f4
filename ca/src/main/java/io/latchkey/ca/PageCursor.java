package io.latchkey.ca;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The place of a certificate in the list, newest first: its time, then its serial. */
record PageCursor(Instant issuedAt, String serial) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15})\\.([0-9a-f]{1,40})");

  static PageCursor of(IssuedCertificate certificate) {
    return new PageCursor(certificate.issuedAt(), certificate.serial());
  }

  static PageCursor parse(String text) {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(text);
      Matcher form = FORM.matcher(new String(decoded, StandardCharsets.US_ASCII));
      if (form.matches()) {
        return new PageCursor(Instant.ofEpochMilli(Long.parseLong(form.group(1))), form.group(2));
      }
    } catch (IllegalArgumentException e) {
      // Said below, for whatever is wrong with it.
    }
    throw new IllegalArgumentException("after must be the next of an earlier page");
  }

  String encode() {
    String plain = issuedAt.toEpochMilli() + "." + serial;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }
}
