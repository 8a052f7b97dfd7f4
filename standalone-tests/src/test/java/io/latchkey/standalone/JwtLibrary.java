package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.latchkey.base.testing.Tools;
import io.latchkey.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jose4j.json.JsonUtil;

/** Another implementation of JSON Web Signature, which signs and verifies tokens. */
enum JwtLibrary {
  PYJWT(true) {
    @Override
    void require(Path folder) throws Exception {
      Tools.requireSuccess(folder, "python3-jwt", PYTHON, "-c", "import jwt, cryptography");
    }

    @Override
    List<String> program() {
      return List.of(PYTHON, script("pyjwt.py"));
    }
  },
  NPM_JOSE(true) {
    @Override
    void require(Path folder) throws Exception {
      Tools.require("node");
      Tools.requireSuccess(folder, "node-jose", "node", "-e", "require('/usr/share/nodejs/jose')");
    }

    @Override
    List<String> program() {
      return List.of("node", script("npm-jose.cjs"));
    }
  },
  /** Without Ed25519, for which it needs another library. */
  RUBY_JWT(false) {
    @Override
    void require(Path folder) throws Exception {
      Tools.require("ruby");
      Tools.requireSuccess(folder, "ruby-jwt", "ruby", "-rjwt", "-e", "exit");
    }

    @Override
    List<String> program() {
      return List.of("ruby", script("ruby-jwt.rb"));
    }
  },
  /** The program of José, which is written in C and has no Ed25519. */
  JOSE_C(false) {
    @Override
    void require(Path folder) {
      Tools.require("jose");
    }

    @Override
    String sign(Path folder, String algorithm, KeyPair pair, String header, String claims)
        throws Exception {
      return joseSign(folder, jwk(pair), header(algorithm, header), claims);
    }

    @Override
    String sign(Path folder, SecretKey key, String header, String claims) throws Exception {
      return joseSign(folder, jwk(key), header(HS256, header), claims);
    }

    @Override
    String subject(Path folder, String algorithm, Key key, String token) throws Exception {
      Path jws = Files.writeString(folder.resolve("token"), token);
      Path jwk =
          key instanceof SecretKey secret
              ? write(folder, jwk(secret))
              : write(folder, jwk(new KeyPair((PublicKey) key, null)));
      String payload =
          Tools.run(
              folder, "jose", "jws", "ver", "-i", jws.toString(), "-k", jwk.toString(), "-O", "-");
      return (String) JsonUtil.parseJson(payload).get("sub");
    }
  },
  /** Without Ed25519, for which it needs another library. */
  NIMBUS(false) {
    @Override
    void require(Path folder) {
      // It is a dependency of the tests.
    }

    @Override
    String sign(Path folder, String algorithm, KeyPair pair, String header, String claims)
        throws Exception {
      JWSSigner signer =
          pair.getPrivate() instanceof ECPrivateKey ec
              ? new ECDSASigner(ec)
              : new RSASSASigner(pair.getPrivate());
      return nimbusSign(signer, header(algorithm, header), claims);
    }

    @Override
    String sign(Path folder, SecretKey key, String header, String claims) throws Exception {
      return nimbusSign(new MACSigner(key), header(HS256, header), claims);
    }

    @Override
    String subject(Path folder, String algorithm, Key key, String token) throws Exception {
      JWSObject jws = JWSObject.parse(token);
      assertThat(jws.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.parse(algorithm));
      assertThat(jws.verify(nimbusVerifier(key))).isTrue();
      return (String) jws.getPayload().toJSONObject().get("sub");
    }
  };

  static final String HS256 = "HS256";

  private static final String PYTHON = "/usr/bin/python3";

  private final boolean hasEd25519;

  JwtLibrary(boolean hasEd25519) {
    this.hasEd25519 = hasEd25519;
  }

  boolean supports(String algorithm) {
    return hasEd25519 || !algorithm.equals("EdDSA");
  }

  /** Skips the test if the library is not installed. */
  abstract void require(Path folder) throws Exception;

  /** The program that takes the arguments of {@code pyjwt.py}. */
  List<String> program() {
    throw new IllegalStateException("the library has no script");
  }

  /** Signs with a private key. */
  String sign(Path folder, String algorithm, KeyPair pair, String header, String claims)
      throws Exception {
    return run(
        folder, "sign", algorithm, write(folder, Pem.encode(pair.getPrivate())), header, claims);
  }

  /** Signs with HS256. */
  String sign(Path folder, SecretKey key, String header, String claims) throws Exception {
    return run(folder, "sign", HS256, write(folder, base64(key)), header, claims);
  }

  /** Verifies a token, and returns its subject. Fails if the signature is not valid. */
  String subject(Path folder, String algorithm, Key key, String token) throws Exception {
    String text = key instanceof SecretKey ? base64(key) : pem(key);
    return run(folder, "verify", algorithm, write(folder, text), token);
  }

  private String run(Path folder, String operation, String algorithm, Path key, String... rest)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(program());
    command.addAll(List.of(operation, algorithm, key.toString()));
    command.addAll(List.of(rest));
    return Tools.run(folder, command.toArray(String[]::new)).strip();
  }

  private static String script(String name) {
    return Path.of("src", "test", "resources", "jwt", name).toAbsolutePath().toString();
  }

  private static Path write(Path folder, String key) throws IOException {
    return Files.writeString(folder.resolve("key"), key);
  }

  private static String base64(Key key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  private static String pem(Key key) {
    return key instanceof PrivateKey secret ? Pem.encode(secret) : Pem.encode((PublicKey) key);
  }

  /** Adds {@code alg} to the members of a header. */
  private static String header(String algorithm, String members) {
    return "{\"alg\":\"" + algorithm + "\"," + members.substring(1);
  }

  private static String joseSign(Path folder, String jwk, String header, String claims)
      throws Exception {
    Path payload = Files.writeString(folder.resolve("claims"), claims);
    return Tools.run(
            folder,
            "jose",
            "jws",
            "sig",
            "-c",
            "-I",
            payload.toString(),
            "-k",
            write(folder, jwk).toString(),
            "-s",
            "{\"protected\":" + header + "}")
        .strip();
  }

  /** A key as JWK; without the private key if the pair has none. */
  private static String jwk(KeyPair pair) {
    JWK jwk;
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      jwk = new RSAKey.Builder(rsa).privateKey((RSAPrivateKey) pair.getPrivate()).build();
    } else {
      ECPublicKey ec = (ECPublicKey) pair.getPublic();
      ECKey.Builder builder = new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec);
      jwk =
          pair.getPrivate() == null
              ? builder.build()
              : builder.privateKey((ECPrivateKey) pair.getPrivate()).build();
    }
    return jwk.toJSONString();
  }

  private static String jwk(SecretKey key) {
    return new OctetSequenceKey.Builder(key).build().toJSONString();
  }

  private static String nimbusSign(JWSSigner signer, String header, String claims)
      throws Exception {
    JWSObject jws = new JWSObject(JWSHeader.parse(header), new Payload(claims));
    jws.sign(signer);
    return jws.serialize();
  }

  private static JWSVerifier nimbusVerifier(Key key) throws JOSEException {
    if (key instanceof SecretKey secret) {
      return new MACVerifier(secret, Set.of());
    }
    return key instanceof ECPublicKey ec
        ? new ECDSAVerifier(ec)
        : new RSASSAVerifier((RSAPublicKey) key);
  }
}
