package io.latchkey.tokens;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentUse;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token that a {@link TokenVerifier} has verified. Only a verifier creates instances; a subclass
 * copies one and cannot change what it says. The token is the {@link Principal} of its request.
 * Immutable.
 */
public class VerifiedToken implements Principal {
  /**
   * The request attribute that contains the token of the caller. It is set by the filter or the
   * authentication mechanism, also if the container shows another principal.
   */
  public static final String ATTRIBUTE = RequestAttributes.CALLER;

  /**
   * The claim that limits a token to one purpose: {@value #RECORD_PURPOSE}, {@value
   * #REVOKE_PURPOSE} or {@value #ROTATE_PURPOSE}.
   */
  public static final String PURPOSE_CLAIM = "latchkey_purpose";

  /** The purpose of a token that may only read the record of a CA: {@code GET /ca/certificates}. */
  public static final String RECORD_PURPOSE = "ca-record";

  /** The purpose of a token that may only revoke: {@code POST /ca/certificates/…/revoke}. */
  public static final String REVOKE_PURPOSE = "ca-revoke";

  /** The purpose of a token that may only rotate the CA: {@code POST /ca/rotate}. */
  public static final String ROTATE_PURPOSE = "ca-rotate";

  /**
   * The claim that binds a token to one certificate signing request. Its value is the base64url of
   * the SHA-256 of the request's DER. The token authenticates only {@code POST /ca/sign}.
   */
  public static final String CSR_CLAIM = "csr_sha256";

  /** The value of {@link #verifiedBy} for the newest pre-shared key. */
  public static final String NEWEST_PSK = "psk";

  /** The value of {@link #verifiedBy} for every other pre-shared key. */
  public static final String PREVIOUS_PSK = "previous-psk";

  /** The heap in bytes for one role: the entry in the set, the string and its array. */
  private static final int BYTES_OF_A_ROLE = 112;

  private final Verification verification;
  private final Scheme scheme;
  private final byte[] payload;
  private final boolean purposeBound;
  private final Instant expiresAt;

  /**
   * @param payload the claims as JSON
   * @param claims the parsed payload
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
    this.purposeBound = claims.containsKey(CSR_CLAIM) || claims.containsKey(PURPOSE_CLAIM);
    this.expiresAt = expiresAt;
  }

  /** Copies a verified token, for a subclass that shows the same claims in another form. */
  protected VerifiedToken(VerifiedToken verified) {
    verification = verified.verification;
    scheme = verified.scheme;
    payload = verified.payload;
    purposeBound = verified.purposeBound;
    expiresAt = verified.expiresAt;
  }

  /**
   * The name of the caller, never empty: the first claim of {@code latchkey.name-claims} that has a
   * value (by default {@code sub}, otherwise {@code email}), otherwise {@code service}. With a
   * certificate key it is the name in the certificate, with a component key the names of its path,
   * joined with {@code /}.
   */
  public final String name() {
    return verification.caller().name();
  }

  /** The same as {@link #name()}. */
  @Override
  public final String getName() {
    return name();
  }

  /** The caller's roles, in the order in which the token names them. Unmodifiable. */
  public final Set<String> roles() {
    return verification.caller().roles();
  }

  /** The type of the key that verified the token. */
  public final Scheme scheme() {
    return scheme;
  }

  /**
   * The name of the key that verified the token, for logs and metrics. It never contains the key,
   * and has about as many values as there are keys.
   *
   * <ul>
   *   <li>{@value #NEWEST_PSK} for the newest pre-shared key, {@value #PREVIOUS_PSK} for every
   *       other one; the same for the component keys that are derived from it
   *   <li>the id of a public key, or its thumbprint (RFC 7638) if it has no id; for a {@link
   *       TrustedIssuer}, after the issuer's name and a slash
   *   <li>{@code certificate} for all certificate keys
   * </ul>
   */
  public final String verifiedBy() {
    return verification.key();
  }

  /**
   * The kind of the caller: {@code psk}, {@code component}, {@code public-key}, {@code public-key/}
   * and the name of a {@link TrustedIssuer}, or {@code certificate}. Kind and {@link #name}
   * together identify a caller: callers of different kinds are different callers, even if their
   * names are equal.
   */
  public final String callerKind() {
    return verification.kind();
  }

  /**
   * Whether the key of this token allows the caller to have certificates signed. False for
   * certificate keys, and for a {@link TrustedIssuer} that does not allow it. The caller also needs
   * a role.
   */
  public final boolean allowsCertificateSigning() {
    return verification.allowsCertificateSigning();
  }

  /** The component key that signed the token, if it was one. */
  public final Optional<ComponentCredential> component() {
    return verification.component();
  }

  /**
   * Whether the key of this token allows a use. Only component keys can forbid one, see {@code use}
   * in docs/component-keys.md.
   */
  public final boolean allows(ComponentUse use) {
    return component().map(key -> key.path().allows(use)).orElse(true);
  }

  /**
   * Whether {@link #CSR_CLAIM} or {@link #PURPOSE_CLAIM} limits the token to one purpose. Does not
   * parse the claims.
   */
  public final boolean isPurposeBound() {
    return purposeBound;
  }

  /**
   * Returns all claims. The map and all values in it are unmodifiable; JSON null is Java null. Each
   * call parses the payload, because a cached map would need many times its memory: call this
   * method once if you need several claims.
   */
  public final Map<String, Object> claims() {
    try {
      return StrictJson.TOKEN.readObject(payload);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("the claims of a verified token are not a JSON object", e);
    }
  }

  /**
   * Returns a claim if it is present and is a string. Parses the payload, as {@link #claims} does.
   */
  public final Optional<String> text(String claim) {
    return claims().get(claim) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The claim {@code exp}, without the allowed clock skew. */
  public final Instant expiresAt() {
    return expiresAt;
  }

  /** The claim {@code jti} (RFC 7519 section 4.1.7). */
  public final Optional<String> id() {
    return text("jti");
  }

  /**
   * The approximate heap in bytes of the parts of this token whose size the signer chooses: claims,
   * name, roles and the path of a component key.
   */
  final int heapBytes() {
    int bytes = payload.length + 2 * name().length();
    bytes += component().map(key -> key.path().heapBytes()).orElse(0);
    for (String role : roles()) {
      bytes += BYTES_OF_A_ROLE + 2 * role.length();
    }
    return bytes;
  }

  /** Shows name, roles and scheme, but no other claim and no part of the signature. */
  @Override
  public final String toString() {
    return "VerifiedToken[name=%s, roles=%s, scheme=%s]"
        .formatted(name(), roles(), scheme.wireName());
  }
}
