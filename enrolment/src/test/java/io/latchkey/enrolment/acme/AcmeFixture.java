package io.latchkey.enrolment.acme;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.ca.enrolment.EnrolmentAuthority;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.enrolment.EnrolmentWatch;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.SharedFixture;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.threeten.extra.MutableClock;

/** An ACME server with a real authority, without HTTP. */
final class AcmeFixture implements AutoCloseable, EnrolmentWatch {
  static final String BASE = "https://ca.test:8900";

  static final ComponentRoot ROOT = SharedFixture.ROOT;
  static final ComponentRoot OTHER_ROOT = SharedFixture.OTHER_ROOT;

  final MutableClock clock = MutableClock.of(SharedFixture.START, ZoneOffset.UTC);
  final AtomicReference<ComponentKeys> keys = new AtomicReference<>();
  final List<String> watched = new ArrayList<>();
  final List<String> rejections = new ArrayList<>();

  /** Runs after an order was read and before its certificate is signed. */
  Runnable beforeSigning = () -> {};

  /** Runs after a message of an account was accepted and before the account is changed. */
  Runnable beforeUpdate = () -> {};

  /** Whether the process fails after a certificate is recorded and before it is answered. */
  boolean failsAfterSigning;

  /** Whether the store has no certificate any more. */
  boolean certificatesAreMissing;

  private final DataDirectory directory;
  private final CertificateAuthority ca;
  private final AcmeServer server;
  private final AcmeServer otherNode;
  private final AtomicLong nanos = new AtomicLong();
  private final FailedTokenRateLimiter failures = new FailedTokenRateLimiter(nanos::get);

  private AcmeFixture(
      DataDirectory directory,
      AcmeLimits limits,
      UnaryOperator<CertificateAuthorityBuilder> adjustment) {
    this.directory = directory;
    CertificateAuthorityBuilder builder =
        new CertificateAuthorityBuilder(directory)
            .clock(clock)
            .namePolicy(NamePolicy.of(List.of("*.test", "*.example"), List.of("10.0.0.0/8")))
            .reservedNames(List.of("ca.test"));
    ca = adjustment.apply(builder).open();
    configure(RevokedComponents.none(), ROOT);
    server = new AcmeServer(observed(ca), keys::get, limits, clock);
    otherNode = new AcmeServer(ca, keys::get, limits, clock);
  }

  private CertificateAuthority observed(CertificateAuthority real) {
    AcmeRecords records =
        proxy(
            AcmeRecords.class,
            (method, arguments) -> {
              if (method.getName().equals("update")) {
                beforeUpdate.run();
              }
              return method.invoke(real.enrolment().acme(), arguments);
            });
    EnrolmentAuthority enrolment =
        proxy(
            EnrolmentAuthority.class,
            (method, arguments) ->
                method.getName().equals("acme")
                    ? records
                    : method.invoke(real.enrolment(), arguments));
    return proxy(
        CertificateAuthority.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "enrolment" -> enrolment;
              case "find", "findBySerial" ->
                  certificatesAreMissing ? Optional.empty() : method.invoke(real, arguments);
              default -> method.invoke(real, arguments);
            });
  }

  private interface Call {
    Object of(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.of(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /** Uses the CA of {@link SharedFixture}. */
  static AcmeFixture open(Path path) {
    return new AcmeFixture(
        SharedFixture.CA.open(path.resolve("data")),
        AcmeLimits.of(OptionalInt.of(600)),
        UnaryOperator.identity());
  }

  /** Uses a CA of its own. */
  static AcmeFixture open(Path path, UnaryOperator<CertificateAuthorityBuilder> adjustment) {
    return limited(path, AcmeLimits.of(OptionalInt.of(600)), adjustment);
  }

  /** Uses a CA of its own. */
  static AcmeFixture limited(
      Path path, AcmeLimits limits, UnaryOperator<CertificateAuthorityBuilder> adjustment) {
    return new AcmeFixture(DataDirectory.open(path.resolve("data")), limits, adjustment);
  }

  /** Replaces the configured pre-shared keys and the revoked component keys. */
  void configure(RevokedComponents revoked, ComponentRoot... roots) {
    Clock ours = clock;
    keys.set(new ComponentKeys(List.of(roots), revoked, ours));
  }

  CertificateAuthority ca() {
    return ca;
  }

  FailedTokenRateLimiter failures() {
    return failures;
  }

  static ComponentKey component(String segment) {
    return ROOT.derive(segment);
  }

  AcmeResponse get(String path) {
    return answer(server, "GET", path, Optional.empty(), new byte[0]);
  }

  AcmeResponse send(String method, String path) {
    return answer(server, method, path, Optional.empty(), new byte[0]);
  }

  AcmeResponse post(String path, String body) {
    return post(path, "application/jose+json", body);
  }

  AcmeResponse post(String path, String type, String body) {
    return answer(server, "POST", path, Optional.of(type), body.getBytes(StandardCharsets.UTF_8));
  }

  AcmeResponse postToOtherNode(String path, String body) {
    return answer(
        otherNode,
        "POST",
        path,
        Optional.of("application/jose+json"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private AcmeResponse answer(
      AcmeServer to, String method, String path, Optional<String> type, byte[] body) {
    return to.answer(
        new AcmeRequest(method, path, type, body, BASE),
        new Sender(Optional.of("192.0.2.1"), failures, this));
  }

  String nonce() {
    return header(get("new-nonce"), "Replay-Nonce");
  }

  static String header(AcmeResponse response, String name) {
    return response.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(AcmeResponse.Header::value)
        .findFirst()
        .orElse("");
  }

  @Override
  public IssuedCertificate sign(CallerIdentity caller, Signing signing)
      throws IssuanceRejectedException {
    watched.add("sign " + caller.name());
    beforeSigning.run();
    IssuedCertificate signed = signing.sign();
    if (failsAfterSigning) {
      throw new AuthorityUnavailableException("The process fails");
    }
    return signed;
  }

  @Override
  public void rejected(String reason) {
    rejections.add(reason);
  }

  @Override
  public void revoked(
      IssuedCertificate certificate, RevocationReason reason, CallerIdentity caller) {
    watched.add("revoked " + reason.wireName());
  }

  @Override
  public void close() {
    ca.close();
    directory.close();
  }
}
