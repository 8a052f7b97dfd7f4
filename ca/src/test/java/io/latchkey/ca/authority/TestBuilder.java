package io.latchkey.ca.authority;

import io.latchkey.ca.DataDirectory;

/** Builders of authorities in tests. */
public final class TestBuilder {
  private static final int FEW_ITERATIONS = 1000;

  private TestBuilder() {}

  /** A builder of an authority that derives keys from passphrases in milliseconds. */
  public static CertificateAuthorityBuilder of(DataDirectory directory) {
    return new CertificateAuthorityBuilder(directory).keyIterations(FEW_ITERATIONS);
  }
}
