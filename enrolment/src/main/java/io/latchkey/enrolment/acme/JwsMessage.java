package io.latchkey.enrolment.acme;

import io.latchkey.base.text.Base64Url;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A JWS in the flattened JSON serialization (RFC 7515 section 7.2.2), as RFC 8555 section 6.2
 * restricts it. Its signature is not verified.
 *
 * @param header the protected header
 * @param signingInput the bytes that the signature covers
 * @param payload the payload, possibly empty
 * @param signature the signature
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JwsMessage(Members header, byte[] signingInput, byte[] payload, byte[] signature) {
  private static final String PROTECTED = "protected";
  private static final String PAYLOAD = "payload";

  /** Reads the body of a request. */
  static JwsMessage parse(byte[] body) throws AcmeProblem {
    return of(Members.parse(StrictJson.DOCUMENT, body, "body"));
  }

  /** Reads the members of a JWS. */
  static JwsMessage of(Members jws) throws AcmeProblem {
    if (jws.has("header") || jws.has("signatures")) {
      throw AcmeProblem.malformed(
          "The JWS has to be in the flattened JSON serialization, without an unprotected header.");
    }
    String header = jws.requiredText(PROTECTED);
    String payload = jws.requiredText(PAYLOAD);
    Members members =
        Members.parse(StrictJson.TOKEN, decoded(header, PROTECTED), "protected header");
    if (members.all().containsKey("crit") || members.all().containsKey("b64")) {
      throw AcmeProblem.malformed("The protected header has an extension that is not supported.");
    }
    return new JwsMessage(
        members,
        (header + "." + payload).getBytes(StandardCharsets.US_ASCII),
        decoded(payload, PAYLOAD),
        decoded(jws.requiredText("signature"), "signature"));
  }

  private static byte[] decoded(String text, String name) throws AcmeProblem {
    return Base64Url.decode(text)
        .orElseThrow(
            () ->
                AcmeProblem.malformed(
                    "The member %s is not base64url without padding.".formatted(name)));
  }

  String algorithm() throws AcmeProblem {
    return header.requiredText("alg");
  }

  String url() throws AcmeProblem {
    return header.requiredText("url");
  }

  Optional<String> keyId() throws AcmeProblem {
    return header.text("kid");
  }

  Optional<Members> key() throws AcmeProblem {
    return header.object("jwk");
  }

  /** Whether the message is a POST-as-GET request (RFC 8555 section 6.3). */
  boolean isPostAsGet() {
    return payload.length == 0;
  }

  /** The payload as a JSON object. */
  Members content() throws AcmeProblem {
    return Members.parse(StrictJson.DOCUMENT, payload, PAYLOAD);
  }
}
