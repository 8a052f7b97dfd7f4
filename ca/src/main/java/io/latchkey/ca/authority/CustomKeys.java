package io.latchkey.ca.authority;

import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.policy.CaKeys;
import io.latchkey.ca.policy.Issuer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The one key of an operator's own CA, which the operator replaces. */
final class CustomKeys implements AuthorityKeys {
  private final Signer signer;
  private final CaKeys single;

  CustomKeys(Signer signer) {
    this.signer = signer;
    this.single = CaKeys.of(signer.issuer());
  }

  @Override
  public Signer signer() {
    return signer;
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public Issuer current() {
    return signer.issuer();
  }

  @Override
  public List<Issuer> inUse() {
    return single.inUse();
  }

  @Override
  public Optional<X509Certificate> certificate(String ski) {
    return single.certificate(ski);
  }

  @Override
  public X509Certificate root() {
    return signer.issuer().root();
  }

  @Override
  public List<X509Certificate> published() {
    return signer.issuer().chain();
  }

  @Override
  public List<X509Certificate> issuers() {
    return List.of(signer.issuer().certificate());
  }

  @Override
  public RotationStatus status() {
    return new RotationStatus(
        RotationStatus.Phase.NONE, root(), Optional.empty(), Optional.empty());
  }

  @Override
  public RotationStatus rotate(boolean switchNow) throws RotationRejectedException {
    throw new RotationRejectedException(
        "The CA is the operator's own (latchkey.ca.cert); replace its files and restart");
  }

  /** This CA is never rotated. */
  @Override
  public void addListener(Consumer<RotationStatus> listener) {}

  @Override
  public void removeListener(Consumer<RotationStatus> listener) {}

  @Override
  public void close() {}
}
