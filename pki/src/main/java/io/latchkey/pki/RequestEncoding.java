package io.latchkey.pki;

import static io.latchkey.pki.CertificateSigningRequest.malformed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Detects whether a request is PEM, base64 or DER, and decodes PEM (RFC 7468) and base64. */
final class RequestEncoding {
  private static final int DER_SEQUENCE = 0x30;
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";
  private static final int MAX_LABEL = 40;

  private RequestEncoding() {}

  static byte[] toDer(byte[] pemOrDer) throws MalformedRequestException {
    if (pemOrDer.length == 0) {
      throw malformed("The request is empty");
    }
    return pemOrDer[0] == DER_SEQUENCE ? pemOrDer.clone() : fromPem(pemOrDer);
  }

  /** Reads base64 without PEM lines, or DER. The base64 of a request never begins as DER does. */
  static byte[] base64ToDer(byte[] base64OrDer) throws MalformedRequestException {
    String problem = "The request is neither DER nor the base64 of DER without PEM lines";
    byte[] der =
        base64OrDer.length > 0 && base64OrDer[0] == DER_SEQUENCE
            ? base64OrDer
            : base64(new String(base64OrDer, StandardCharsets.ISO_8859_1), problem);
    if (der.length == 0 || der[0] != DER_SEQUENCE) {
      throw malformed(problem);
    }
    return der;
  }

  private static byte[] fromPem(byte[] pem) throws MalformedRequestException {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    String label = firstLabel(text);
    if (!label.equals("CERTIFICATE REQUEST") && !label.equals("NEW CERTIFICATE REQUEST")) {
      throw malformed(explain(label));
    }
    String end = "-----END " + label + DASHES;
    String begin = BEGIN + label + DASHES;
    int beginsAt = text.indexOf(begin) + begin.length();
    int endsAt = text.indexOf(end, beginsAt);
    if (endsAt < 0) {
      throw malformed("The PEM block of the request has no end");
    }
    if (!text.substring(endsAt + end.length()).isBlank()) {
      throw malformed("Something follows the request; send one request and nothing else");
    }
    return base64(
        text.substring(beginsAt, endsAt), "The PEM block of the request is not in base64");
  }

  /** The label of the first line that begins a block. */
  private static String firstLabel(String text) throws MalformedRequestException {
    for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
      int from = at + BEGIN.length();
      int end = from;
      while (end < text.length() && isOfLabel(text.charAt(end))) {
        end++;
      }
      if (end > from && end - from <= MAX_LABEL && text.startsWith(DASHES, end)) {
        return text.substring(from, end);
      }
    }
    throw malformed("The request is neither PEM nor DER");
  }

  private static boolean isOfLabel(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '#';
  }

  private static String explain(String label) {
    if (label.endsWith("PRIVATE KEY")) {
      return "This is a private key, not a request; it has now left your machine, so replace it";
    }
    return label.endsWith("CERTIFICATE")
        ? "This is a certificate, not a certificate request"
        : "The PEM block is no CERTIFICATE REQUEST";
  }

  private static byte[] base64(String body, String otherwise) throws MalformedRequestException {
    try {
      return Base64.getDecoder().decode(withoutWhiteSpace(body));
    } catch (IllegalArgumentException e) {
      // The cause would quote the text.
      throw malformed(otherwise);
    }
  }

  private static byte[] withoutWhiteSpace(String text) {
    byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
    int length = 0;
    for (byte character : characters) {
      if (character != ' ' && character != '\t' && character != '\r' && character != '\n') {
        characters[length++] = character;
      }
    }
    return Arrays.copyOf(characters, length);
  }
}
