package io.latchkey.pki;

import static io.latchkey.pki.CertificateSigningRequest.malformed;

import io.latchkey.base.text.PemBlocks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** Detects whether a request is PEM, base64 or DER, and decodes PEM (RFC 7468) and base64. */
final class RequestEncoding {
  private static final int DER_SEQUENCE = 0x30;
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

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
    String label =
        PemBlocks.firstLabel(text)
            .orElseThrow(() -> malformed("The request is neither PEM nor DER"));
    if (!LABELS.contains(label)) {
      throw malformed(explain(label));
    }
    PemBlocks.Block request = firstBlock(text);
    if (!text.substring(request.end()).isBlank()) {
      throw malformed("Something follows the request; send one request and nothing else");
    }
    return base64(request.content(), "The PEM block of the request is not in base64");
  }

  private static PemBlocks.Block firstBlock(String text) throws MalformedRequestException {
    try {
      return PemBlocks.parse(text).get(0);
    } catch (IllegalArgumentException e) {
      throw malformed("The PEM block of the request has no end");
    }
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
