package io.latchkey.client.cli;

import io.latchkey.client.Credential;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentUse;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.Segment;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "component-key",
    description = "Derives and shows the secrets of single components. Needs no server.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ComponentKeyCreateCommand.class,
      ComponentKeyCommand.Show.class,
      ComponentKeyCommand.ProtocolSecret.class
    })
final class ComponentKeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static ComponentKey read(CommandSpec spec, PskOptions options) throws IOException {
    Credential credential = options.read();
    return credential
        .componentKey()
        .orElseThrow(
            () ->
                Usage.wrong(
                    spec,
                    "this is a pre-shared key; give a component key, which begins with "
                        + ComponentKey.SECRET_PREFIX));
  }

  @Command(
      name = "show",
      description = "Prints what the secret of a component says, never the key.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Show implements Callable<Integer> {
    @Mixin private PskOptions key;

    @Mixin private Output output;

    @Mixin private UnusedUrl unusedUrl;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ComponentPath path = read(spec, key).path();
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("name", path.name());
      shown.put("id", path.id());
      shown.put("roles", List.copyOf(new TreeSet<>(path.roles())));
      shown.put("uses", path.uses().stream().map(ComponentUse::wireName).sorted().toList());
      path.notAfter().ifPresent(end -> shown.put("not_after", end.toString()));
      shown.put("segments", path.segments().stream().map(Segment::text).toList());
      String text =
          shown.entrySet().stream()
              .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
              .collect(Collectors.joining(System.lineSeparator()));
      output.print(text, shown);
      return 0;
    }

    private static String text(Object value) {
      return value instanceof List<?> several
          ? several.stream().map(String::valueOf).collect(Collectors.joining(" "))
          : value.toString();
    }
  }

  @Command(
      name = "secret",
      description = "Prints the id and the secret for a client of CMP, ACME or EST.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class ProtocolSecret implements Callable<Integer> {
    @Mixin private PskOptions key;

    @Mixin private Output output;

    @Mixin private UnusedUrl unusedUrl;

    @Option(
        names = "--protocol",
        required = true,
        paramLabel = "PROTOCOL",
        description = "cmp, acme or est.")
    private @Nullable String protocol;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ComponentKey component = read(spec, key);
      DerivedSecret secret = secret();
      ComponentUse use = ComponentUse.valueOf(secret.name());
      if (!component.path().allows(use)) {
        throw new IOException(
            "The component key %s does not allow the use %s"
                .formatted(component.path().name(), use.wireName()));
      }
      String text = component.secretText(secret);
      output.print(
          component.path().id() + System.lineSeparator() + text,
          Map.of("id", component.path().id(), "secret", text));
      return 0;
    }

    private DerivedSecret secret() {
      return switch (String.valueOf(protocol)) {
        case "cmp" -> DerivedSecret.CMP;
        case "acme" -> DerivedSecret.ACME;
        case "est" -> DerivedSecret.EST;
        default ->
            throw Usage.wrong(spec, "--protocol is cmp, acme or est, not '%s'".formatted(protocol));
      };
    }
  }
}
