package io.latchkey.ca.policy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Requests for the tests. */
public final class Requests {
  private static final String FOLDER = "/interop/csr/";

  private Requests() {}

  /** The names of the recorded requests, in alphabetical order. */
  public static List<String> files() {
    try (Stream<Path> all = Files.list(Path.of(Requests.class.getResource(FOLDER).toURI()))) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("index.json"))
          .sorted()
          .toList();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] bytes(String file) {
    try (InputStream in = Requests.class.getResourceAsStream(FOLDER + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Inputs that other software signs wrongly or cannot read. */
  public static byte[] oddCase(String file) {
    try (InputStream in = Requests.class.getResourceAsStream("/cases/" + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static CertificateSigningRequest resource(String file) throws IssuanceRejectedException {
    return RequestBuilder.parse(bytes(file));
  }
}
