package io.latchkey.enrolment.est;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.EnrolmentWatch;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.SharedFixture;
import io.latchkey.enrolment.est.EstServer.TooManyFailuresException;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.RevokedComponents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.threeten.extra.MutableClock;

/** An EST server with a real authority, without HTTP. */
final class EstFixture implements AutoCloseable, EnrolmentWatch {
  static final ComponentRoot ROOT = SharedFixture.ROOT;
  static final ComponentRoot OTHER_ROOT = SharedFixture.OTHER_ROOT;

  final MutableClock clock = MutableClock.of(SharedFixture.START, ZoneOffset.UTC);
  final List<String> watched = new ArrayList<>();
  final List<String> rejections = new ArrayList<>();
  private final AtomicReference<ComponentKeys> keys = new AtomicReference<>();
  private final AtomicLong nanos = new AtomicLong();
  private FailedTokenRateLimiter failures = new FailedTokenRateLimiter(nanos::get);
  private final DataDirectory directory;
  private final CertificateAuthority ca;
  private final EstServer server;

  private EstFixture(Path path) {
    directory = SharedFixture.CA.open(path.resolve("data"));
    ca =
        new CertificateAuthorityBuilder(directory)
            .clock(clock)
            .namePolicy(NamePolicy.of(List.of("*.test"), List.of("10.0.0.0/8")))
            .reservedNames(List.of("ca.test"))
            .open();
    configure(RevokedComponents.none(), ROOT);
    server = new EstServer(ca, keys::get, clock);
  }

  static EstFixture open(Path path) {
    return new EstFixture(path);
  }

  /** Replaces the configured pre-shared keys and the revoked component keys. */
  void configure(RevokedComponents revoked, ComponentRoot... roots) {
    keys.set(new ComponentKeys(List.of(roots), revoked, clock));
  }

  CertificateAuthority ca() {
    return ca;
  }

  EstServer server() {
    return server;
  }

  Sender sender() {
    return new Sender(Optional.of("192.0.2.1"), failures, this);
  }

  /** Forgets the failures of all addresses. */
  void forgetFailures() {
    failures = new FailedTokenRateLimiter(nanos::get);
  }

  static ComponentKey component(String segment) {
    return ROOT.derive(segment);
  }

  static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  static String basic(ComponentKey key) {
    return basic(key.path().id(), key.secretText(DerivedSecret.EST));
  }

  static KeyPair keyPair() {
    return KeyType.EC_P256.generate();
  }

  IssuanceTerms terms(ComponentKey key) throws CallerRejectedException, TooManyFailuresException {
    return server.authenticate(basic(key), sender());
  }

  X509Certificate enrol(ComponentKey key, byte[] request) throws Exception {
    return enrol(terms(key), request);
  }

  X509Certificate enrol(IssuanceTerms terms, byte[] request) throws Exception {
    List<X509Certificate> certificates = certificates(server.enrol(terms, request, sender()));
    if (certificates.size() != 1) {
      throw new AssertionError("not one certificate: " + certificates);
    }
    return certificates.get(0);
  }

  static List<X509Certificate> certificates(EstResponse response) throws Exception {
    return Certificates.parseAll(Base64.getDecoder().decode(response.base64()));
  }

  @Override
  public IssuedCertificate sign(CallerIdentity caller, Signing signing)
      throws IssuanceRejectedException {
    watched.add(caller.kind() + " " + caller.name());
    return signing.sign();
  }

  @Override
  public void rejected(String reason) {
    rejections.add(reason);
  }

  @Override
  public void revoked(
      IssuedCertificate certificate, RevocationReason reason, CallerIdentity caller) {
    throw new AssertionError("EST revokes nothing");
  }

  @Override
  public void close() {
    ca.close();
    directory.close();
  }
}
