package io.latchkey.ca;

import java.nio.file.Path;

/** A process that signs until it is killed, and prints each serial once it has its certificate. */
final class SigningProcess {
  private static final int THREADS = 4;

  private SigningProcess() {}

  public static void main(String[] arguments) throws Exception {
    DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
    CertificateAuthority ca = CertificateAuthority.builder(directory).unlimitedSignatures().open();
    SigningRequest request = RequestBuilder.request().dns("h.local").build();
    for (int i = 0; i < THREADS; i++) {
      new Thread(() -> signForever(ca, request)).start();
    }
  }

  private static void signForever(CertificateAuthority ca, SigningRequest request) {
    try {
      while (true) {
        System.out.println(ca.sign(request, IssuanceTerms.of("load")).serial());
      }
    } catch (IssuanceRefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
