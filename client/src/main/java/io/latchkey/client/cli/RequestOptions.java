package io.latchkey.client.cli;

import io.latchkey.client.CertificateFiles;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.pki.KeyType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The names, key type, validity and files of the certificate. */
final class RequestOptions {
  private static final int MAX_FILE_NAME = 200;
  private static final int KEPT = 180;

  @Option(
      names = "--common-name",
      required = true,
      paramLabel = "NAME",
      description = {
        "Name of the files and common name of the subject. An IP address is added to the addresses.",
        "A DNS name of more than 64 characters is omitted from the subject. Any other text needs",
        "--dns-names or --ip-addresses."
      })
  private String commonName;

  @Option(
      names = "--dns-names",
      paramLabel = "NAME",
      arity = "1..*",
      description = "DNS names. Default: the common name.")
  private @Nullable List<String> dnsNames;

  @Option(
      names = "--ip-addresses",
      paramLabel = "ADDRESS",
      arity = "1..*",
      description = "IPv4 and IPv6 addresses.")
  private @Nullable List<String> ipAddresses;

  @Option(
      names = "--days-valid",
      paramLabel = "DAYS",
      description = "Validity of the certificate. Default: set by the CA.")
  private @Nullable Integer daysValid;

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      defaultValue = "rsa:2048",
      description =
          "rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384 or ed25519. Default: ${DEFAULT-VALUE}")
  private String keyType;

  @Option(
      names = "--out-dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description =
          "Directory for NAME.key (mode 0600) and NAME.crt. Default: the current directory")
  private Path outDir;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  CertificateRequest request() {
    List<String> addresses = ipAddresses == null ? List.of() : ipAddresses;
    return Usage.check(
        mixee,
        () ->
            new CertificateRequest(
                commonName,
                dnsNames == null ? defaultNames(addresses) : dnsNames,
                addresses,
                KeyType.parse(keyType),
                Optional.ofNullable(daysValid).map(Duration::ofDays)));
  }

  /** The CA adds a common name that is a DNS name if there is no other name. */
  private List<String> defaultNames(List<String> addresses) {
    return addresses.isEmpty() || !CertificateRequest.isDnsName(commonName)
        ? List.of()
        : List.of(commonName);
  }

  Path key() {
    return file(".key");
  }

  Path certificate() {
    return file(".crt");
  }

  CertificateFiles files() {
    return CertificateFiles.pem(key(), certificate());
  }

  /** The message for the written files. */
  String written(ComponentCertificate certificate) {
    return "Wrote %s and %s, valid until %s"
        .formatted(key(), certificate(), certificate.notAfter());
  }

  Map<String, String> json(ComponentCertificate certificate) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("key", key().toString());
    json.put("certificate", certificate().toString());
    json.put("serial", certificate.certificate().getSerialNumber().toString(16));
    json.put("not_after", certificate.notAfter().toString());
    return json;
  }

  /** Makes shortened names unique. */
  private static String digest(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
        .toString()
        .substring(0, 18);
  }

  private Path file(String suffix) {
    String name = commonName.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]+", "_");
    if (name.length() > MAX_FILE_NAME) {
      name = name.substring(0, KEPT) + "_" + digest(commonName);
    }
    return outDir.resolve(name + suffix);
  }
}
