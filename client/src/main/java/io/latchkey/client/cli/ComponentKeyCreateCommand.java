package io.latchkey.client.cli;

import io.latchkey.client.Credential;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentPathException;
import io.latchkey.tokens.component.Segment;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "create",
    description =
        "Prints the secret of a component, derived from the pre-shared key or from another component key.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ComponentKeyCreateCommand implements Callable<Integer> {
  @Mixin private PskOptions psk;

  @Mixin private Output output;

  @Mixin private UnusedUrl unusedUrl;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "Name of the component: 1 to 64 letters, digits and . _ -")
  private String name;

  @Option(
      names = "--dns-names",
      paramLabel = "NAME",
      arity = "1..*",
      description = "DNS names of its certificates: *, *.example.org or a name.")
  private @Nullable List<String> dnsNames;

  @Option(
      names = "--ip-addresses",
      paramLabel = "ADDRESS",
      arity = "1..*",
      description = "Addresses of its certificates: *, an address or a CIDR block.")
  private @Nullable List<String> addresses;

  @Option(
      names = "--uris",
      paramLabel = "URI",
      arity = "1..*",
      description = "Beginnings of the URIs of its certificates, which end in / or :")
  private @Nullable List<String> uris;

  @Option(names = "--any-name", description = "Does not restrict the names of its certificates.")
  private boolean anyName;

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      arity = "1..*",
      description = "Roles of the component. Default: service")
  private @Nullable List<String> roles;

  @Option(
      names = "--not-after",
      paramLabel = "TIME",
      description = "End of the key, such as 20270131T000000Z. Default: none")
  private @Nullable String notAfter;

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      description = "Longest validity of its certificates, 1 to 36500. Default: set by the CA")
  private @Nullable String days;

  @Option(
      names = "--eku",
      paramLabel = "USAGE",
      arity = "1..*",
      description = "Extended key usages of its certificates: server, client. Default: both")
  private @Nullable List<String> usages;

  @Option(
      names = "--use",
      paramLabel = "USE",
      arity = "1..*",
      description = "Uses of the key: token, sign, cmp, acme, est. Default: all")
  private @Nullable List<String> uses;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Makes another key for the same name, to replace a revoked one.")
  private @Nullable String id;

  @Option(
      names = "--under",
      paramLabel = "SECRET",
      description = "The component key to derive from, or file:PATH. Default: the pre-shared key",
      preprocessor = AttachedValue.class)
  private @Nullable String under;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Segment segment = segment();
    Credential parent = parent();
    if (under != null && parent.path().isEmpty()) {
      throw Usage.wrong(spec, "--under takes a component key; give a pre-shared key with --psk");
    }
    ComponentKey key = derive(parent, segment);
    output.print(
        key.reveal(),
        Map.of("secret", key.reveal(), "id", key.path().id(), "name", key.path().name()));
    return 0;
  }

  private ComponentKey derive(Credential parent, Segment segment) throws IOException {
    try {
      return parent.derive(segment.text());
    } catch (ComponentPathException e) {
      throw Usage.wrong(spec, e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e); // a weak pre-shared key
    }
  }

  private Segment segment() {
    boolean names = dnsNames != null || addresses != null || uris != null;
    if (names == anyName) {
      throw Usage.wrong(
          spec,
          names
              ? "--any-name excludes --dns-names, --ip-addresses and --uris; give one of them"
              : "give the names of its certificates with --dns-names, --ip-addresses or --uris, or"
                  + " --any-name");
    }
    Map<String, List<String>> restrictions = new LinkedHashMap<>();
    add(restrictions, "dns", dnsNames);
    add(restrictions, "ip", addresses);
    add(restrictions, "uri", uris);
    add(restrictions, "roles", roles);
    add(restrictions, "not-after", notAfter == null ? null : List.of(notAfter));
    add(restrictions, "days", days == null ? null : List.of(days));
    add(restrictions, "eku", usages);
    add(restrictions, "use", uses);
    add(restrictions, "id", id == null ? null : List.of(id));
    return Usage.check(spec, () -> Segment.of(name, restrictions));
  }

  private static void add(
      Map<String, List<String>> restrictions, String word, @Nullable List<String> values) {
    if (values != null) {
      restrictions.put(word, values);
    }
  }

  private Credential parent() throws IOException {
    String secret = under;
    if (secret == null) {
      return psk.read();
    }
    if (psk.isGiven()) {
      throw Usage.wrong(spec, "--under excludes --psk and --psk-file; give one");
    }
    String text =
        secret.startsWith(PskOptions.FILE_PREFIX)
            ? PskOptions.read(
                InputFile.of("--under " + PskOptions.FILE_PREFIX, PskOptions.keyFile(spec, secret)))
            : secret;
    return Usage.check(spec, () -> Credential.parse(text));
  }
}
