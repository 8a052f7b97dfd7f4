package io.latchkey.enrolment;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.enrolment.CallerRejectedException.Kind;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentPathException;
import io.latchkey.tokens.component.ComponentUse;
import java.util.function.Supplier;

/**
 * Accepts callers for an enrolment protocol: the component key is valid now, its restriction {@code
 * use} allows the protocol, and the caller may have certificates signed with {@code POST /ca/sign}.
 * Safe for use by several threads.
 */
public final class EnrolmentCallers {
  private final Supplier<ComponentKeys> keys;
  private final ComponentUse use;

  /**
   * Creates the check.
   *
   * @param keys supplies the current keys
   * @param use the protocol
   */
  public EnrolmentCallers(Supplier<ComponentKeys> keys, ComponentUse use) {
    this.keys = keys;
    this.use = use;
  }

  /**
   * Authenticates a caller.
   *
   * @param id the id of the component key
   * @param proof whether the message was made with the secret of this key
   * @throws CallerRejectedException if the proof fails, or the key is not accepted
   */
  public EnrolledCaller authenticate(String id, ComponentKeys.Proof proof)
      throws CallerRejectedException {
    ComponentPath path = path(id);
    try {
      return accepted(keys.get().authenticate(path, proof));
    } catch (InvalidTokenException e) {
      throw rejected(e);
    }
  }

  /**
   * Returns a caller after checking again the key that it presented earlier.
   *
   * @param recorded the record of the key, see {@link ComponentCredential#recorded}
   * @throws CallerRejectedException if the key is not accepted
   */
  public EnrolledCaller recognise(String recorded) throws CallerRejectedException {
    ComponentCredential credential =
        ComponentCredential.ofRecord(recorded)
            .orElseThrow(
                () -> new IllegalStateException("A record names no component key: " + recorded));
    try {
      keys.get().check(credential);
      return accepted(credential);
    } catch (InvalidTokenException e) {
      throw rejected(e);
    }
  }

  private static ComponentPath path(String id) throws CallerRejectedException {
    try {
      return ComponentPath.ofId(id);
    } catch (ComponentPathException e) {
      throw e.isUnsupported()
          ? new CallerRejectedException(
              Kind.NOT_AUTHENTICATED,
              Reason.UNSUPPORTED.wireName(),
              "The component key has a restriction that this server does not understand.")
          : CallerRejectedException.malformed("The key id is not the id of a component key.");
    }
  }

  private EnrolledCaller accepted(ComponentCredential credential) throws CallerRejectedException {
    ComponentPath path = credential.path();
    if (!path.allows(use)) {
      throw new CallerRejectedException(
          Kind.NOT_ALLOWED, ProblemReasons.USE, "The component key does not allow this use.");
    }
    if (!SigningRoles.maySign(path.roles()::contains)) {
      throw new CallerRejectedException(
          Kind.NOT_ALLOWED, ProblemReasons.ROLE, SigningRoles.REJECTION);
    }
    return new EnrolledCaller(credential);
  }

  private static CallerRejectedException rejected(InvalidTokenException e) {
    Kind kind =
        switch (e.reason()) {
          case BUSY -> Kind.BUSY;
          case MALFORMED -> Kind.MALFORMED;
          default -> Kind.NOT_AUTHENTICATED;
        };
    return new CallerRejectedException(kind, e.reason().wireName(), e.detail());
  }
}
