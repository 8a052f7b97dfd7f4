package io.latchkey.ca.store;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import java.nio.file.Path;
import java.util.Optional;

/** A process that signs until it is killed, and prints each serial once it has its certificate. */
final class SigningProcess {
  private static final int THREADS = 4;

  private SigningProcess() {}

  public static void main(String[] arguments) throws Exception {
    DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
    TestDatabase.Fresh database =
        new TestDatabase.Fresh(Optional.of(arguments[1]).filter(url -> !url.isEmpty()));
    CertificateAuthority ca = database.builder(directory).unlimitedSignatures().open();
    CertificateSigningRequest request = RequestBuilder.request().dns("h.local").build();
    for (int i = 0; i < THREADS; i++) {
      new Thread(() -> signForever(ca, request)).start();
    }
  }

  private static void signForever(CertificateAuthority ca, CertificateSigningRequest request) {
    try {
      while (true) {
        System.out.println(ca.sign(request, IssuanceTerms.of("load")).serial());
      }
    } catch (IssuanceRejectedException e) {
      throw new IllegalStateException(e);
    }
  }
}
