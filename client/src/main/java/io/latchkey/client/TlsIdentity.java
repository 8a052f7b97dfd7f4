package io.latchkey.client;

import io.latchkey.base.net.TlsTrust;
import io.latchkey.client.CertificateSource.Supply;
import io.latchkey.client.SwitchingTrustManager.Trust;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/** The current certificate and trust, and an SSL context that uses them. */
final class TlsIdentity {
  /** A server cannot revoke a session ticket, so tickets are short-lived. */
  private static final int SESSION_SECONDS = 3600;

  private final List<X509Certificate> publicAuthorities;
  private final SwitchingKeyManager keyManager;
  private final SwitchingTrustManager trustManager;
  private final SSLContext context;
  private volatile State state;

  /** The current certificate, and the previous one, which a running handshake may still use. */
  private record State(Supply supply, List<ComponentCertificate> certificates, Trust trust) {}

  /**
   * @param publicAuthorities additional CAs that are trusted for servers only
   */
  TlsIdentity(Supply first, List<X509Certificate> publicAuthorities) {
    this.publicAuthorities = publicAuthorities;
    state = state(first, List.of(first.certificate()));
    keyManager = new SwitchingKeyManager(() -> state.certificates());
    trustManager = new SwitchingTrustManager(() -> state.trust());
    context = TlsTrust.context(new KeyManager[] {keyManager}, trustManager);
    context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
  }

  Supply supply() {
    return state.supply();
  }

  /** Replaces the certificate. */
  void takeUp(Supply next) {
    state = state(next, List.of(next.certificate(), state.supply().certificate()));
    forgetSessions();
  }

  /**
   * Stops trusting former CAs that are no longer needed.
   *
   * @return whether there were any
   */
  boolean dropEndedAuthorities(Instant now) {
    Supply supply = state.supply();
    TrustedAuthorities left = supply.authorities().at(now);
    if (left.equals(supply.authorities())) {
      return false;
    }
    state = state(new Supply(supply.certificate(), left), state.certificates());
    forgetSessions();
    return true;
  }

  /** A resumed session would use the certificate and the trust of its first handshake. */
  private void forgetSessions() {
    forget(context.getClientSessionContext());
    forget(context.getServerSessionContext());
  }

  private static void forget(SSLSessionContext sessions) {
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }

  private State state(Supply supply, List<ComponentCertificate> certificates) {
    List<X509Certificate> own = supply.authorities().all();
    List<X509Certificate> ofServers = new ArrayList<>(own);
    ofServers.addAll(publicAuthorities);
    return new State(
        supply, certificates, new Trust(TlsTrust.trusting(own), TlsTrust.trusting(ofServers)));
  }

  SSLContext context() {
    return context;
  }

  SwitchingKeyManager keyManager() {
    return keyManager;
  }

  SwitchingTrustManager trustManager() {
    return trustManager;
  }
}
