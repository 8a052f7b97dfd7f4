package io.latchkey.ca.caller;

import java.util.Optional;

/**
 * The caller that requested a certificate, in recorded form. Text that is very long or has
 * unprintable characters is shortened and completed with a digest. Immutable.
 *
 * @param kind see {@link CallerIdentity#kind}
 * @param name see {@link CallerIdentity#name}
 * @param key see {@link RequestOrigin#key}
 * @param address see {@link RequestOrigin#address}
 * @param protocol see {@link RequestOrigin#protocol}
 */
public record RecordedCaller(
    String kind,
    String name,
    Optional<String> key,
    Optional<String> address,
    Optional<String> protocol) {

  /** Returns the recorded form of a caller and the source of its request. */
  public static RecordedCaller of(CallerIdentity caller, RequestOrigin origin) {
    return new RecordedCaller(
        CallerName.recorded(caller.kind()),
        CallerName.recorded(caller.name()),
        origin.key().map(CallerName::recordedKey),
        origin.address().map(CallerName::recorded),
        origin.protocol());
  }

  /** See {@link CallerIdentity#isNameless}. */
  public boolean isNameless() {
    return new CallerIdentity(kind, name).isNameless();
  }

  /** Returns whether this is the recorded form of a caller. */
  public boolean is(CallerIdentity caller) {
    return CallerName.recorded(caller.kind()).equals(kind)
        && CallerName.recorded(caller.name()).equals(name);
  }
}
