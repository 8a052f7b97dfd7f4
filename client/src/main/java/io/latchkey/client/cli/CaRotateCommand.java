package io.latchkey.client.cli;

import io.latchkey.client.CaRotation;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "rotate",
    description = {
      "Announces a new root of the CA.",
      "The CA switches to it after latchkey.ca.retire-after."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CaRotateCommand implements Callable<Integer> {
  /** The phase in which the key of the former root exists. */
  private static final String SWITCHED = "switched";

  @Mixin private ServerOptions server;

  @Mixin private Output output;

  @Option(
      names = "--switch-now",
      description = {
        "Switches to the new root at once, also to one that was announced before.",
        "Certificates that were issued before the announcement then fail for clients that trust only the new root."
      })
  private boolean switchNow;

  @Override
  public Integer call() throws ClientException, IOException, InterruptedException {
    CertificateAuthorityClient client = server.connect(output);
    // Not repeated: a second request would be rejected, because a rotation is under way.
    CaRotation rotation = client.rotate(switchNow);
    output.print(text(rotation), json(rotation));
    return 0;
  }

  static String text(CaRotation rotation) {
    String next = rotation.nextPhaseAt().map(Instant::toString).orElse("an unknown time");
    if (rotation.announcedRoot().isPresent()) {
      return "Announced the root %s. The CA switches to it at %s"
          .formatted(rotation.announcedRoot().get(), next);
    }
    String switched = "The CA switched to the root " + rotation.root();
    return rotation.phase().equals(SWITCHED)
        ? "%s. The key of the former root is deleted at %s".formatted(switched, next)
        : switched;
  }

  private static Map<String, Object> json(CaRotation rotation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("phase", rotation.phase());
    json.put("root", rotation.root());
    rotation.announcedRoot().ifPresent(root -> json.put("announced_root", root));
    rotation.formerRoot().ifPresent(root -> json.put("former_root", root));
    rotation.nextPhaseAt().ifPresent(at -> json.put("next_phase_at", at.toString()));
    return json;
  }
}
