package io.latchkey.tokens;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token that a {@link TokenVerifier} has found good; there is no other way to get one. It is the
 * {@link Principal} of the request that it came with. Immutable.
 */
public final class VerifiedToken implements Principal {
  /**
   * The attribute of a request under which whatever has authenticated it leaves the caller's token,
   * also where a server shows a principal of its own in the place of that.
   */
  public static final String ATTRIBUTE = RequestAttributes.CALLER;

  /**
   * The claim that keeps a token to one use. Its only value is {@code ca-record}: the token reads
   * the record of a CA ({@code GET /ca/certificates}) and authenticates nothing else.
   */
  public static final String PURPOSE_CLAIM = "latchkey_purpose";

  /**
   * The claim that binds a token to one certificate request: its value is the SHA-256 of the
   * request in DER, in base64url. The token authenticates {@code POST /ca/sign} and nothing else.
   */
  public static final String CSR_CLAIM = "csr_sha256";

  /** A role in a set: an entry of its table, the string and its bytes. */
  private static final int BYTES_OF_A_ROLE = 112;

  private final Verification verification;
  private final Scheme scheme;
  private final byte[] payload;
  private final boolean forOneUse;
  private final Instant expiresAt;

  /**
   * @param payload the claims as JSON
   * @param claims the same, read
   */
  VerifiedToken(
      Verification verification,
      Scheme scheme,
      byte[] payload,
      Map<String, Object> claims,
      Instant expiresAt) {
    this.verification = verification;
    this.scheme = scheme;
    this.payload = payload;
    this.forOneUse = claims.containsKey(CSR_CLAIM) || claims.containsKey(PURPOSE_CLAIM);
    this.expiresAt = expiresAt;
  }

  /**
   * The caller: the first of {@code sub} and {@code email}, else {@code service}; with the key in a
   * certificate, the name in that. Never empty.
   */
  public String name() {
    return verification.caller().name();
  }

  /** The same as {@link #name()}. */
  @Override
  public String getName() {
    return name();
  }

  /** The caller's roles, in the order in which the token names them. Unmodifiable. */
  public Set<String> roles() {
    return verification.caller().roles();
  }

  /** What the token was verified with. */
  public Scheme scheme() {
    return scheme;
  }

  /**
   * Which key it was verified with: {@code psk} for the newest pre-shared key and {@code
   * previous-psk} for every other; for a public key its id, or, where it has none, its thumbprint
   * (RFC 7638), after the name of its {@link TrustedIssuer} and a slash if it has one; {@code
   * certificate} for every key in a certificate. Never the key. Has about as many values as there
   * are keys, so it can label a metric.
   */
  public String verifiedBy() {
    return verification.key();
  }

  /**
   * The kind of the caller: {@code psk}, {@code public-key}, {@code public-key/} and the name of a
   * {@link TrustedIssuer}, or {@code certificate}. Kind and {@link #name} together identify a
   * caller: the same name of another kind is another caller.
   */
  public String callerKind() {
    return verification.kind();
  }

  /**
   * Whether the caller may have certificates signed, as far as the key goes that the token was
   * verified with: not with {@link TrustedIssuer}s that may not, and not with the key in another
   * certificate. The caller needs a role for it all the same.
   */
  public boolean allowsCertificateSigning() {
    return verification.allowsCertificateSigning();
  }

  /**
   * Whether the token is for one use only, because it has {@link #CSR_CLAIM} or {@link
   * #PURPOSE_CLAIM}. Known without reading the claims.
   */
  public boolean isForOneUse() {
    return forOneUse;
  }

  /**
   * Every claim of the token. Unmodifiable, also within; JSON's null is Java's. Each call reads the
   * claims from their JSON, because objects would take many times its memory while the token is
   * remembered: keep the map where you need several claims.
   */
  public Map<String, Object> claims() {
    try {
      return StrictJson.TOKEN.readObject(payload);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("the claims of a verified token are no JSON object", e);
    }
  }

  /** A claim, if the token has it and it is a string. Reads the claims, as {@link #claims} does. */
  public Optional<String> text(String claim) {
    return claims().get(claim) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The claim {@code exp}, without the allowed clock skew. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /** The claim {@code jti} (RFC 7519 section 4.1.7). */
  public Optional<String> id() {
    return text("jti");
  }

  /**
   * About how many bytes of heap the parts of this token take whose size its maker has chosen:
   * claims, name and roles.
   */
  int heapBytes() {
    int bytes = payload.length + 2 * name().length();
    for (String role : roles()) {
      bytes += BYTES_OF_A_ROLE + 2 * role.length();
    }
    return bytes;
  }

  /** Name, roles and scheme; no other claim and nothing of the signature. */
  @Override
  public String toString() {
    return "VerifiedToken[name=%s, roles=%s, scheme=%s]"
        .formatted(name(), roles(), scheme.wireName());
  }
}
