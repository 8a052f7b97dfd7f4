package io.latchkey.enrolment;

import io.latchkey.enrolment.CallerRefusedException.Kind;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.InvalidTokenException;
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
   * @throws CallerRefusedException if the proof fails, or the key is not accepted
   */
  public EnrolledCaller authenticate(String id, ComponentKeys.Proof proof)
      throws CallerRefusedException {
    ComponentPath path = path(id);
    try {
      return accepted(keys.get().authenticate(path, proof));
    } catch (InvalidTokenException e) {
      throw refused(e);
    }
  }

  /**
   * Returns a caller after checking again the key that it presented earlier.
   *
   * @param recorded the record of the key, see {@link ComponentCredential#recorded}
   * @throws CallerRefusedException if the key is not accepted
   */
  public EnrolledCaller recognise(String recorded) throws CallerRefusedException {
    ComponentCredential credential =
        ComponentCredential.ofRecord(recorded)
            .orElseThrow(
                () -> new IllegalStateException("A record names no component key: " + recorded));
    try {
      keys.get().check(credential);
      return accepted(credential);
    } catch (InvalidTokenException e) {
      throw refused(e);
    }
  }

  private static ComponentPath path(String id) throws CallerRefusedException {
    try {
      return ComponentPath.ofId(id);
    } catch (ComponentPathException e) {
      throw e.isUnsupported()
          ? new CallerRefusedException(
              Kind.NOT_AUTHENTICATED,
              "unsupported",
              "The component key has a restriction that this server does not understand.")
          : CallerRefusedException.malformed("The key id is not the id of a component key.");
    }
  }

  private EnrolledCaller accepted(ComponentCredential credential) throws CallerRefusedException {
    ComponentPath path = credential.path();
    if (!path.allows(use)) {
      throw new CallerRefusedException(
          Kind.NOT_ALLOWED, "use", "The component key does not allow this use.");
    }
    if (!SigningRoles.maySign(path.roles()::contains)) {
      throw new CallerRefusedException(Kind.NOT_ALLOWED, "role", SigningRoles.REFUSAL);
    }
    return new EnrolledCaller(credential);
  }

  private static CallerRefusedException refused(InvalidTokenException e) {
    Kind kind =
        switch (e.reason()) {
          case BUSY -> Kind.BUSY;
          case MALFORMED -> Kind.MALFORMED;
          default -> Kind.NOT_AUTHENTICATED;
        };
    return new CallerRefusedException(kind, e.reason().wireName(), e.detail());
  }
}
