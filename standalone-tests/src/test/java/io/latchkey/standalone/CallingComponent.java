package io.latchkey.standalone;

import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.Credential;
import io.latchkey.client.RenewingCertificate;
import io.latchkey.client.TokenSource;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.KeyDerivation;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A component in a process of its own: it has a component key, obtains a certificate, and calls
 * services with tokens that are signed with the certificate.
 */
final class CallingComponent {
  private CallingComponent() {}

  /**
   * Arguments: the URL of the CA, then a name and a URL for each service. The secret is in the
   * environment. Writes the serial number, then one line for each round of calls; an empty line on
   * stdin starts a round.
   */
  public static void main(String[] arguments) throws Exception {
    Credential credential = Credential.parse(System.getenv("COMPONENT_KEY"));
    CertificateAuthorityClient client =
        CertificateAuthorityClient.connect(
            URI.create(arguments[0]),
            () -> credential,
            KeyDerivation.standard(),
            Clock.systemUTC());
    CertificateRequest request =
        new CertificateRequest(
            "caller.test", List.of("caller.test"), List.of(), KeyType.EC_P256, Optional.empty());
    HttpClient http = HttpClient.newHttpClient();
    try (RenewingCertificate certificate = RenewingCertificate.builder(client, request).start();
        BufferedReader rounds =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(
          "serial " + certificate.current().certificate().getSerialNumber().toString(16));
      Map<String, TokenSource> services = new LinkedHashMap<>();
      for (int i = 1; i < arguments.length; i += 2) {
        services.put(arguments[i + 1], TokenSource.of(certificate, Map.of("aud", arguments[i])));
      }
      while (rounds.readLine() != null) {
        StringBuilder line = new StringBuilder("answers");
        for (Map.Entry<String, TokenSource> service : services.entrySet()) {
          HttpResponse<String> response =
              http.send(
                  HttpRequest.newBuilder(URI.create(service.getKey() + "/x"))
                      .header("Authorization", service.getValue().authorization())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          line.append(" | ")
              .append(response.statusCode())
              .append(' ')
              .append(response.body().strip());
        }
        System.out.println(line);
      }
    }
  }
}
