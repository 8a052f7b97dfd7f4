package io.latchkey.jaxrs.enrolment;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.enrolment.EnrolmentWatch;
import io.latchkey.enrolment.Sender;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.observe.RevocationWatch;
import io.latchkey.jaxrs.observe.SigningWatch;
import io.latchkey.pki.RevocationReason;
import io.latchkey.settings.EnrolmentProtocol;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The senders of requests of the enrolment protocols. */
@Singleton
class EnrolmentSenders {
  private final Enrolment enrolment;
  private final SigningWatch signatures;
  private final RevocationWatch revocations;

  @Inject
  EnrolmentSenders(Enrolment enrolment, SigningWatch signatures, RevocationWatch revocations) {
    this.enrolment = enrolment;
    this.signatures = signatures;
    this.revocations = revocations;
  }

  /** Returns the sender of a request. */
  Sender of(EnrolmentProtocol protocol, HttpServletRequest http) {
    return new Sender(SigningOrigin.address(http), enrolment.failures(), new Watch(protocol, http));
  }

  /** Counts and logs with the other signatures and revocations. */
  private final class Watch implements EnrolmentWatch {
    private final EnrolmentProtocol protocol;
    private final HttpServletRequest http;

    Watch(EnrolmentProtocol protocol, HttpServletRequest http) {
      this.protocol = protocol;
      this.http = http;
    }

    private SigningOrigin origin(CallerIdentity caller) {
      return new SigningOrigin(
          http.getRequestURI(),
          SigningOrigin.address(http),
          Optional::empty,
          Optional.of(caller.name()));
    }

    @Override
    public IssuedCertificate sign(CallerIdentity caller, Signing signing)
        throws IssuanceRejectedException {
      return signatures.watch(protocol.wireName(), origin(caller), signing);
    }

    @Override
    public void rejected(String reason) {
      signatures.rejected(
          reason,
          new SigningOrigin(
              http.getRequestURI(),
              SigningOrigin.address(http),
              Optional::empty,
              Optional.empty()));
    }

    @Override
    public void revoked(
        IssuedCertificate certificate, RevocationReason reason, CallerIdentity caller) {
      revocations.revoked(certificate, reason, caller, origin(caller));
    }
  }
}
