package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import io.latchkey.base.testing.Tools.Result;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code openssl cmp} with a server. */
final class OpensslCmp {
  private final LatchkeyProcess server;
  private final Path root;
  private final Path folder;

  /**
   * @param root the root of the CA in PEM
   * @param folder the working directory of the command
   */
  OpensslCmp(LatchkeyProcess server, Path root, Path folder) {
    this.server = server;
    this.root = root;
    this.folder = folder;
  }

  Result run(List<String> command) throws IOException, InterruptedException {
    return Tools.run(folder, Map.of(), command.toArray(String[]::new));
  }

  void newKey(String file) throws Exception {
    Tools.run(
        folder,
        "openssl",
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        file);
  }

  private List<String> cmp(String path, String command, String... more) {
    URI url = URI.create(server.url());
    List<String> all =
        new ArrayList<>(
            List.of(
                "openssl",
                "cmp",
                "-cmd",
                command,
                "-server",
                url.getHost() + ":" + url.getPort(),
                "-path",
                path,
                "-tls_used",
                "-tls_trusted",
                root.toString()));
    all.addAll(List.of(more));
    return all;
  }

  Result bySecret(ComponentKey component, String command, String... more) throws Exception {
    return withSecret(component, component.secretText(DerivedSecret.CMP), command, more);
  }

  /** Requests {@code cert.pem} with the key {@code key.pem}, and sends no confirmation. */
  Result unconfirmed(ComponentKey component, String subject) throws Exception {
    return bySecret(
        component,
        "cr",
        "-newkey",
        "key.pem",
        "-subject",
        subject,
        "-disable_confirm",
        "-certout",
        "cert.pem");
  }

  Result withSecret(ComponentKey component, String secret, String command, String... more)
      throws Exception {
    List<String> all = cmp("ca/cmp", command, more);
    all.addAll(List.of("-ref", component.path().id(), "-secret", "pass:" + secret));
    return run(all);
  }

  Result bySignature(String command, String... more) throws Exception {
    List<String> all = cmp(".well-known/cmp", command, more);
    all.addAll(List.of("-trusted", root.toString()));
    return run(all);
  }

  static void assertDone(Result result) {
    assertThat(result.status()).as(result.output()).isZero();
  }

  static void assertRejected(Result result, String text) {
    assertThat(result.status()).as(result.output()).isNotZero();
    assertThat(result.output()).contains(text);
  }
}
