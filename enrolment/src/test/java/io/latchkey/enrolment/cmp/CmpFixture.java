package io.latchkey.enrolment.cmp;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.enrolment.EnrolmentWatch;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.SharedFixture;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.threeten.extra.MutableClock;

/** Two CMP servers with one authority, without HTTP. */
final class CmpFixture implements AutoCloseable, EnrolmentWatch {
  static final PreSharedKey PSK = SharedFixture.PSK;
  static final ComponentRoot ROOT = SharedFixture.ROOT;
  static final ComponentRoot OTHER_ROOT = SharedFixture.OTHER_ROOT;
  static final Duration CONFIRM_WITHIN = Duration.ofMinutes(5);

  final MutableClock clock = MutableClock.of(SharedFixture.START, ZoneOffset.UTC);
  final AtomicReference<ComponentKeys> keys = new AtomicReference<>();
  final List<String> watched = new ArrayList<>();
  final List<String> rejections = new ArrayList<>();
  final KeyDerivationLimiter derivations = new KeyDerivationLimiter(1);
  final AtomicLong nanos = new AtomicLong();
  final FailedTokenRateLimiter failures = new FailedTokenRateLimiter(nanos::get);
  String address = "192.0.2.1";
  private final DataDirectory directory;
  private final CertificateAuthority ca;
  private final CmpServer server;
  private final CmpServer otherNode;
  private final UnconfirmedCertificates unconfirmed;

  /** Is told the name and the arguments of each call of the authority. */
  volatile BiConsumer<String, List<Object>> beforeCall = (method, arguments) -> {};

  /** Whether the process fails after a certificate is recorded and before it is answered. */
  boolean failsAfterSigning;

  private CmpFixture(
      DataDirectory directory,
      CmpLimits limits,
      UnaryOperator<CertificateAuthorityBuilder> adjustment) {
    this.directory = directory;
    CertificateAuthorityBuilder builder =
        new CertificateAuthorityBuilder(directory)
            .clock(clock)
            .namePolicy(NamePolicy.of(List.of("*.test"), List.of("10.0.0.0/8")))
            .reservedNames(List.of("ca.test"));
    ca = adjustment.apply(builder).open();
    configure(RevokedComponents.none(), ROOT);
    server = start(limits);
    otherNode = start(limits);
    unconfirmed =
        UnconfirmedCertificates.start(
            observed(),
            (certificate, reason) -> watched.add("overdue " + reason.wireName()),
            clock);
  }

  private CmpServer start(CmpLimits limits) {
    return new CmpServer(observed(), keys::get, derivations, limits, clock);
  }

  /** The authority, with hooks that run before its methods. */
  private CertificateAuthority observed() {
    return (CertificateAuthority)
        Proxy.newProxyInstance(
            CmpFixture.class.getClassLoader(),
            new Class<?>[] {CertificateAuthority.class},
            (proxy, method, arguments) -> {
              beforeCall.accept(
                  method.getName(), arguments == null ? List.of() : List.of(arguments));
              try {
                return method.invoke(ca, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Uses the CA of {@link SharedFixture}. */
  static CmpFixture open(Path path) {
    return limited(path, CmpLimits.of(CONFIRM_WITHIN, OptionalInt.of(600)));
  }

  /** Uses the CA of {@link SharedFixture}, and limits other than the defaults. */
  static CmpFixture limited(Path path, CmpLimits limits) {
    return new CmpFixture(
        SharedFixture.CA.open(path.resolve("data")), limits, UnaryOperator.identity());
  }

  /** Uses a CA of its own. */
  static CmpFixture open(Path path, UnaryOperator<CertificateAuthorityBuilder> adjustment) {
    return new CmpFixture(
        DataDirectory.open(path.resolve("data")),
        CmpLimits.of(CONFIRM_WITHIN, OptionalInt.of(600)),
        adjustment);
  }

  /** Replaces the configured pre-shared keys and the revoked component keys. */
  void configure(RevokedComponents revoked, ComponentRoot... roots) {
    Clock ours = clock;
    keys.set(new ComponentKeys(List.of(roots), revoked, ours));
  }

  CertificateAuthority ca() {
    return ca;
  }

  /** Revokes certificates that were not confirmed in time. */
  void revokeOverdue() {
    unconfirmed.revoke();
  }

  /** The same, as the thread does it every 5 seconds. */
  void tryToRevokeOverdue() {
    unconfirmed.tryRevoke();
  }

  static ComponentKey component(String segment) {
    return ROOT.derive(segment);
  }

  /** The client of a component that may have every name. */
  CmpClient client(String segment) {
    return new CmpClient(this, component(segment));
  }

  CmpResponse post(byte[] body) {
    return post(Optional.of("application/pkixcmp"), body);
  }

  CmpResponse post(Optional<String> type, byte[] body) {
    return server.answer(new CmpRequest(type, body), sender());
  }

  CmpResponse postToOtherNode(byte[] body) {
    return otherNode.answer(new CmpRequest(Optional.of("application/pkixcmp"), body), sender());
  }

  private Sender sender() {
    return new Sender(Optional.of(address), failures, this);
  }

  /** How many failures the address may have until it is throttled. */
  int failuresLeft() {
    int count = 0;
    FailedTokenRateLimiter limiter = failures;
    while (limiter.waitFor(address).isEmpty()) {
      limiter.recordFailure(address);
      count++;
    }
    return count;
  }

  @Override
  public IssuedCertificate sign(CallerIdentity caller, Signing signing)
      throws IssuanceRejectedException {
    try {
      IssuedCertificate signed = signing.sign();
      watched.add("signed " + caller.name());
      if (failsAfterSigning) {
        throw new AuthorityUnavailableException("The process fails");
      }
      return signed;
    } catch (IssuanceRejectedException e) {
      watched.add("rejected " + e.reason().wireName());
      throw e;
    }
  }

  @Override
  public void rejected(String reason) {
    rejections.add(reason);
  }

  @Override
  public void revoked(
      IssuedCertificate certificate, RevocationReason reason, CallerIdentity caller) {
    watched.add("revoked " + reason.wireName() + " " + caller.name());
  }

  @Override
  public void close() {
    unconfirmed.close();
    ca.close();
    directory.close();
  }
}
