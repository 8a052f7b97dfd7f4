package io.latchkey.benchmarks.load;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.crypto.SigningKey;
import io.latchkey.base.text.Base64Url;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.json.JsonText;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;
import org.jose4j.lang.JoseException;

/**
 * An ACME account that obtains certificates (RFC 8555), as lean as a load generator has to be. For
 * use by one thread.
 */
public final class AcmeAccount {
  private static final int SIGNATURE_BYTES = 64;
  private static final String HMAC = "HmacSHA256";
  private static final String NAME = "worker-1.example.org";
  private static final String ORDER =
      JsonText.of(Map.of("identifiers", List.of(Map.of("type", "dns", "value", NAME))));

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final KeyPair key = KeyType.EC_P256.generate();
  private final SigningKey signer;
  private final String directory;
  private final String request;
  private String nonce = "";
  private String account = "";

  private AcmeAccount(int port) throws GeneralSecurityException {
    this.directory = "http://127.0.0.1:%d/acme/".formatted(port);
    this.signer = CryptoProvider.auto().signingKey("SHA256withECDSA", key.getPrivate());
    byte[] csr =
        new CertificateSigningRequestBuilder()
            .dnsNames(List.of(NAME))
            .build(KeyType.EC_P256.generate());
    this.request = JsonText.of(Map.of("csr", Base64Url.encode(csr)));
  }

  /**
   * Registers an account with the server on a port.
   *
   * @param component the key to which the account is bound
   */
  public static AcmeAccount register(int port, ComponentKey component)
      throws IOException, InterruptedException, GeneralSecurityException, JoseException {
    AcmeAccount created = new AcmeAccount(port);
    created.register(component);
    return created;
  }

  private void register(ComponentKey component)
      throws IOException, InterruptedException, GeneralSecurityException, JoseException {
    String url = directory + "new-account";
    HttpRequest first = HttpRequest.newBuilder(URI.create(directory + "new-nonce")).build();
    nonce = nonce(http.send(first, HttpResponse.BodyHandlers.discarding()));
    Map<String, Object> jwk =
        JsonWebKey.Factory.newJwk(key.getPublic())
            .toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    String header = JsonText.of(Map.of("alg", "HS256", "kid", component.path().id(), "url", url));
    String bound = encode(header) + "." + encode(JsonText.of(jwk));
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(component.secret(DerivedSecret.ACME), HMAC));
    byte[] tag = mac.doFinal(bound.getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> payload =
        Map.of("termsOfServiceAgreed", true, "externalAccountBinding", message(bound, tag));
    account =
        post(url, Map.of("jwk", jwk), JsonText.of(payload), 201)
            .headers()
            .firstValue("Location")
            .orElseThrow();
  }

  /** Obtains a certificate: orders it, sends the request, and downloads the chain. */
  public void obtain() throws IOException, InterruptedException, GeneralSecurityException {
    Map<String, Object> signed = Map.of("kid", account);
    Map<String, Object> order = json(post(directory + "new-order", signed, ORDER, 201));
    Map<String, Object> done =
        json(post(String.valueOf(order.get("finalize")), signed, request, 200));
    HttpResponse<String> unused = post(String.valueOf(done.get("certificate")), signed, "", 200);
  }

  private HttpResponse<String> post(
      String url, Map<String, ?> signedBy, String payload, int expected)
      throws IOException, InterruptedException, GeneralSecurityException {
    Map<String, Object> header = new LinkedHashMap<>(signedBy);
    header.put("alg", "ES256");
    header.put("nonce", nonce);
    header.put("url", url);
    String signed = encode(JsonText.of(header)) + "." + encode(payload);
    byte[] der = signer.sign(signed.getBytes(StandardCharsets.US_ASCII));
    byte[] signature = EcdsaUsingShaAlgorithm.convertDerToConcatenated(der, SIGNATURE_BYTES);
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/jose+json")
            .POST(HttpRequest.BodyPublishers.ofString(JsonText.of(message(signed, signature))))
            .build();
    HttpResponse<String> response = http.send(post, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != expected) {
      throw new IOException(url + " answers " + response.statusCode() + ": " + response.body());
    }
    nonce = nonce(response);
    return response;
  }

  private static String nonce(HttpResponse<?> response) {
    return response.headers().firstValue("Replay-Nonce").orElseThrow();
  }

  /** A JWS in the flattened JSON serialization. */
  private static Map<String, Object> message(String signed, byte[] signature) {
    String[] parts = signed.split("\\.", -1);
    return Map.of(
        "protected", parts[0], "payload", parts[1], "signature", Base64Url.encode(signature));
  }

  private static Map<String, Object> json(HttpResponse<String> response) throws IOException {
    try {
      return StrictJson.DOCUMENT.readObject(response.body().getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IOException(e);
    }
  }

  private static String encode(String text) {
    return Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
  }
}
