package io.latchkey.jaxrs.trust;

import io.latchkey.base.text.PercentEncoding;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentPathException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token that authenticates the CA's fingerprint to the holder of a component key: {@code GET
 * /ca/cert?component=PATH}. It is signed with the key of the path, also if the key is revoked or
 * has ended. Answering costs one HMAC for each segment. Safe for use by several threads.
 */
public final class ComponentProof {
  private static final String COMPONENT = "component";
  private static final String PSK = "psk";
  private static final String PREVIOUS = "previous";

  private final Supplier<Roots> roots;
  private final Clock clock;

  /** The roots of the newest and of the previous pre-shared key; empty if the key is weak. */
  public record Roots(Optional<ComponentRoot> newest, Optional<ComponentRoot> previous) {
    /** No roots: there are no component keys. */
    public static final Roots NONE = new Roots(Optional.empty(), Optional.empty());
  }

  /** Signs with the keys of the roots that the supplier returns at that time. */
  public ComponentProof(Supplier<Roots> roots, Clock clock) {
    this.roots = roots;
    this.clock = clock;
  }

  /** Whether a query names a component. */
  public static boolean isAskedFor(@Nullable String query) {
    return !values(query, COMPONENT).isEmpty();
  }

  /**
   * Signs the fingerprint for the component in a raw query.
   *
   * @param nonce copied to the token
   * @throws RequestRejectedException if the component is not a path that can be used, or there are
   *     no component keys
   */
  public String token(@Nullable String query, String fingerprint, Optional<String> nonce) {
    ComponentPath path = path(single(query, COMPONENT).orElse(""));
    ComponentRoot root =
        root(query)
            .orElseThrow(
                () ->
                    malformed(
                        "There are no component keys of the pre-shared key that is asked for."));
    try {
      return TokenSigner.ofAuthority(root.key(path), clock).signCaCertificate(fingerprint, nonce);
    } catch (InvalidTokenException e) {
      throw new RequestRejectedException(Rejection.BUSY, e.detail());
    }
  }

  private Optional<ComponentRoot> root(@Nullable String query) {
    Optional<String> psk = single(query, PSK);
    if (psk.isPresent() && !psk.get().equals(PREVIOUS)) {
      throw malformed("The parameter psk has to be previous, or absent.");
    }
    return psk.isPresent() ? roots.get().previous() : roots.get().newest();
  }

  private static ComponentPath path(String text) {
    try {
      return ComponentPath.parse(text);
    } catch (ComponentPathException e) {
      throw RequestRejectedException.notAComponent();
    }
  }

  private static Optional<String> single(@Nullable String query, String name) {
    List<String> values = values(query, name);
    if (values.size() > 1) {
      throw malformed("The parameter " + name + " is there more than once.");
    }
    return values.stream().findFirst().map(ComponentProof::decoded);
  }

  private static List<String> values(@Nullable String query, String name) {
    List<String> values = new ArrayList<>();
    for (String each : query == null ? new String[0] : query.split("&", -1)) {
      int equals = each.indexOf('=');
      if ((equals < 0 ? each : each.substring(0, equals)).equals(name)) {
        values.add(equals < 0 ? "" : each.substring(equals + 1));
      }
    }
    return values;
  }

  private static String decoded(String text) {
    return PercentEncoding.decode(text)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> malformed("A parameter has a malformed percent-encoding."));
  }

  private static RequestRejectedException malformed(String detail) {
    return new RequestRejectedException(Rejection.COMPONENT, detail);
  }
}
