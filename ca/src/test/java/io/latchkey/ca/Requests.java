package io.latchkey.ca;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Requests for the tests. */
final class Requests {
  private Requests() {}

  static byte[] bytes(String file) {
    try (InputStream in = Requests.class.getResourceAsStream("/interop/csr/" + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static SigningRequest resource(String file) throws IssuanceRefusedException {
    return SigningRequest.parse(bytes(file));
  }
}
