package io.latchkey.client.cli;

import io.latchkey.base.io.TextFile;
import io.latchkey.pki.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The argument {@code SERIAL|FILE} of a command. */
final class CertificateArgument {
  private CertificateArgument() {}

  /**
   * Reads the certificates in the file that the argument names. A file is preferred, because the
   * name of a file can be a number in hex.
   *
   * @return the certificates in their order; empty if there is no such file
   * @throws ParameterException if the file contains no certificate
   * @throws IOException if the file cannot be read
   */
  static List<X509Certificate> ofFile(CommandSpec spec, String text) throws IOException {
    try {
      Path file = Path.of(text);
      return Files.isRegularFile(file) ? Certificates.parseAll(TextFile.bytes(file)) : List.of();
    } catch (CertificateException e) {
      throw Usage.wrong(spec, "File %s contains no certificate".formatted(text));
    } catch (InvalidPathException e) {
      return List.of(); // such as a text with a NUL character
    }
  }

  /**
   * Returns the serial number in canonical form.
   *
   * @throws ParameterException if the argument is not a serial number
   */
  static String serial(CommandSpec spec, String text) {
    return SerialText.canonical(text)
        .orElseThrow(
            () ->
                Usage.wrong(
                    spec, "'%s' is neither a file nor a serial number in hex".formatted(text)));
  }
}
