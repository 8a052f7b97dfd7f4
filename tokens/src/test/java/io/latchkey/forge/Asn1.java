package io.latchkey.forge;

import io.latchkey.base.der.Der;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the types of ASN.1 in DER (ITU-T X.690). */
public final class Asn1 {
  private Asn1() {}

  public static byte[] sequence(byte[]... contents) {
    return Der.element(Der.SEQUENCE, contents);
  }

  public static byte[] sequence(List<byte[]> contents) {
    return sequence(contents.toArray(byte[][]::new));
  }

  public static byte[] integer(BigInteger value) {
    return Der.element(Der.INTEGER, value.toByteArray());
  }

  public static byte[] octets(byte[] value) {
    return Der.element(Der.OCTET_STRING, value);
  }

  public static byte[] bits(byte[] value) {
    return Der.element(Der.BIT_STRING, new byte[1], value);
  }

  public static byte[] ascii(int tag, String text) {
    return Der.element(tag, text.getBytes(StandardCharsets.US_ASCII));
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
    return Der.element(0x06, content.toByteArray());
  }

  public static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? sequence(oid(oid), Der.element(0x01, new byte[] {-1}), octets(value))
        : sequence(oid(oid), octets(value));
  }
}
