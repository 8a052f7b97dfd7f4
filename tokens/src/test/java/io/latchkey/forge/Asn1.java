package io.latchkey.forge;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes DER (ITU-T X.690). */
public final class Asn1 {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SHORT_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

  private Asn1() {}

  public static byte[] element(int tag, byte[]... contents) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      all.writeBytes(content);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = all.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] bytes = BigInteger.valueOf(length).toByteArray();
      int from = bytes[0] == 0 ? 1 : 0;
      out.write(0x80 | (bytes.length - from));
      out.write(bytes, from, bytes.length - from);
    }
    out.writeBytes(all.toByteArray());
    return out.toByteArray();
  }

  public static byte[] sequence(byte[]... contents) {
    return element(0x30, contents);
  }

  public static byte[] sequence(List<byte[]> contents) {
    return sequence(contents.toArray(byte[][]::new));
  }

  public static byte[] integer(BigInteger value) {
    return element(0x02, value.toByteArray());
  }

  public static byte[] octets(byte[] value) {
    return element(0x04, value);
  }

  public static byte[] bits(byte[] value) {
    byte[] content = new byte[value.length + 1];
    System.arraycopy(value, 0, content, 1, value.length);
    return element(0x03, content);
  }

  public static byte[] ascii(int tag, String text) {
    return element(tag, text.getBytes(StandardCharsets.US_ASCII));
  }

  public static byte[] time(Instant time) {
    return time.isBefore(YEAR_2050)
        ? ascii(0x17, SHORT_TIME.format(time))
        : ascii(0x18, TIME.format(time));
  }

  public static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >> shift != 0) {
          content.write(0x80 | (arc >> shift & 0x7f));
        }
      }
      content.write(arc & 0x7f);
    }
    return element(0x06, content.toByteArray());
  }

  public static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? sequence(oid(oid), element(0x01, new byte[] {-1}), octets(value))
        : sequence(oid(oid), octets(value));
  }
}
