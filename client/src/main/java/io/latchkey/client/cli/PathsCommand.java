package io.latchkey.client.cli;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsBuilder;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.paths.PathDecision;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "paths",
    description = "Explains the rules of the filter about paths.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = PathsCommand.Check.class)
final class PathsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  @Command(
      name = "check",
      description = {
        "Prints what the filter requires for a request, and which rule decides.",
        "Reads only the file of settings. Calls no server. If the defaults of latchkey.war change"
            + " the result, prints both."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Check implements Callable<Integer> {
    /** The defaults that latchkey.war packs with itself. */
    static final Map<String, String> WAR_DEFAULTS =
        Map.of(
            Setting.OPEN_PATHS.key(), "GET /, @ca, @enrolment, @health",
            Setting.ENROLMENT.key(), "cmp,acme,est");

    private static final Pattern REQUEST = Pattern.compile("([A-Za-z-]+) +(/[^ ?#]*)");

    @Mixin private Output output;

    @Mixin private UnusedUrl unusedUrl;

    @Mixin private UnusedPsk unusedPsk;

    @Parameters(
        paramLabel = "REQUEST",
        description =
            "Method and path below the context path, as the client sends it, without a query:"
                + " 'GET /admin/x'.")
    private String request;

    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "File of settings, such as latchkey.properties.")
    private Path config;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Matcher parts = REQUEST.matcher(request.strip());
      if (!parts.matches()) {
        throw Usage.wrong(
            spec, "'%s' is not a method and a path, such as 'GET /admin/x'".formatted(request));
      }
      try {
        PathDecision decision = decide(Settings.builder().file(config), parts);
        PathDecision inWar = decide(Settings.builder().file(config).defaults(WAR_DEFAULTS), parts);
        Map<String, Object> json = json(decision);
        String text = text(decision);
        if (!inWar.equals(decision)) {
          json.put("latchkey_war", json(inWar));
          text += "%nwith the defaults of latchkey.war: %s".formatted(text(inWar));
        }
        output.print(text, json);
        return 0;
      } catch (SettingsException e) {
        output.complain(String.valueOf(e.getMessage()));
        return 1;
      }
    }

    private static PathDecision decide(SettingsBuilder settings, Matcher request) {
      return PathDecision.of(
          settings.buildWithoutDataDirectory(), request.group(1), request.group(2));
    }

    private static String text(PathDecision decision) {
      String access =
          switch (decision.access()) {
            case OPEN -> "needs no token";
            case AUTHENTICATED -> "needs a valid token";
            case ROLES -> "needs a valid token with role " + String.join(" or ", decision.roles());
            case EVERY_RULE -> "needs a valid token with a role of every rule";
            case REJECTED -> "is rejected";
          };
      String rule =
          decision
              .setting()
              .map(setting -> "%s: %s".formatted(setting.key(), decision.rule()))
              .orElse(decision.rule());
      String condition =
          decision.onlyWithCa() ? ", only in an application with the resources of the CA" : "";
      return "%s (%s%s)".formatted(access, rule, condition);
    }

    private static Map<String, Object> json(PathDecision decision) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("access", decision.access().name().toLowerCase(Locale.ROOT));
      json.put("roles", decision.roles());
      json.put("rule", decision.rule());
      decision.setting().map(Setting::key).ifPresent(key -> json.put("setting", key));
      if (decision.onlyWithCa()) {
        json.put("only_with_ca", true);
      }
      return json;
    }
  }
}
