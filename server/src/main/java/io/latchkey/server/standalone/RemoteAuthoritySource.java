package io.latchkey.server.standalone;

import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.CertificateSource;
import io.latchkey.client.ClientException;
import io.latchkey.client.RejectedException;
import io.latchkey.client.RenewalSchedule;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Has the server's certificate signed by the CA of another server, whose name policy applies to it.
 */
final class RemoteAuthoritySource implements CertificateSource {
  /** RFC 5280, appendix A.1, ub-common-name. */
  private static final int LONGEST_COMMON_NAME = 64;

  private final CertificateAuthorityClient client;
  private final RequestedNames names;
  private final Clock clock;

  RemoteAuthoritySource(CertificateAuthorityClient client, OwnNames names, Clock clock) {
    this.client = client;
    this.names =
        new RequestedNames(
            names,
            "the CA allows no name of this machine; have its latchkey.policy.dns or"
                + " latchkey.policy.ip allow one, or give a certificate with --cert and"
                + " --cert-key");
    this.clock = clock;
  }

  @Override
  public Supply first() throws ClientException, IOException {
    return certify(CertificateSource::first);
  }

  @Override
  public Supply next(Supply now) throws ClientException, IOException {
    return certify(source -> source.next(now));
  }

  @Override
  public Instant due(Supply now, double random) {
    return RenewalSchedule.dueAfterReceipt(now.certificate(), clock.instant(), random);
  }

  private interface Step {
    Supply from(CertificateSource source) throws ClientException, IOException;
  }

  private Supply certify(Step step) throws ClientException, IOException {
    return names.certify(
        left -> {
          try {
            return step.from(CertificateSource.of(client, request(left), clock));
          } catch (RejectedException e) {
            if (e.reason().equals(RejectionReason.NAME_NOT_ALLOWED.wireName())
                && e.name().isPresent()) {
              throw new RejectedNameException(e.name().get(), String.valueOf(e.getMessage()));
            }
            throw e;
          }
        });
  }

  private static CertificateRequest request(OwnNames names) {
    String commonName =
        Stream.concat(names.dns().stream(), names.addresses().stream())
            .filter(name -> name.length() <= LONGEST_COMMON_NAME)
            .findFirst()
            .orElse("localhost");
    return new CertificateRequest(
        commonName,
        List.copyOf(names.dns()),
        List.copyOf(names.addresses()),
        KeyType.EC_P256,
        Optional.empty());
  }
}
