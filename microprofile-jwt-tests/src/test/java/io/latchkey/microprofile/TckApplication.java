package io.latchkey.microprofile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.eclipse.microprofile.jwt.config.Names;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Translates the configuration of an application, {@code mp.jwt.*}, into the settings of Latchkey.
 */
public final class TckApplication implements ApplicationArchiveProcessor {
  /** The file of an application with its configuration. */
  static final String CONFIGURATION = "/META-INF/microprofile-config.properties";

  /** The endpoints that the TCK calls without a token, and expects a response from. */
  private static final String OPEN =
      "GET /endp/heartbeat, GET /ping/echo, GET /endp/verifyEmptyToken";

  /** Called by Arquillian. */
  public TckApplication() {}

  @Override
  public void process(Archive<?> archive, TestClass test) {
    if (archive instanceof WebArchive war) {
      try {
        war.addClass(ServerBeans.class);
        war.setWebXML(new StringAsset(webXml(settings(war))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, String> settings(WebArchive war) throws IOException {
    Properties configured = configuration(war);
    Map<String, String> settings = new LinkedHashMap<>();
    // As the specification defines the name and the roles of a caller.
    settings.put("latchkey.name-claims", "upn,preferred_username,sub");
    settings.put("latchkey.roles-claim", "groups");
    settings.put("latchkey.open-paths", OPEN);
    settings.put("latchkey.public-key", keyFile(war, configured));
    put(settings, "latchkey.issuer", configured.getProperty(Names.ISSUER));
    put(settings, "latchkey.audience", configured.getProperty(Names.AUDIENCES));
    String skew = configured.getProperty(Names.CLOCK_SKEW);
    put(settings, "latchkey.clock-skew", skew == null ? null : "PT" + skew + "S");
    // Jakarta REST: @RolesAllowed.
    settings.put("resteasy.role.based.security", "true");
    return settings;
  }

  private static void put(Map<String, String> settings, String name, String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }

  private static Properties configuration(WebArchive war) throws IOException {
    Properties configured = new Properties();
    Node file = war.get(CONFIGURATION);
    if (file != null) {
      try (InputStream in = file.getAsset().openStream()) {
        configured.load(in);
      }
    } else {
      configured.setProperty(Names.VERIFIER_PUBLIC_KEY_LOCATION, "/publicKey.pem");
    }
    return configured;
  }

  /** Writes the key, in any of the forms of the specification, to a file for Latchkey. */
  private static String keyFile(WebArchive war, Properties configured) throws IOException {
    String location = configured.getProperty(Names.VERIFIER_PUBLIC_KEY_LOCATION);
    if (location != null && location.startsWith("file:")) {
      return location;
    }
    String key = configured.getProperty(Names.VERIFIER_PUBLIC_KEY);
    byte[] content =
        location != null
            ? resource(war, location)
            : isText(key) ? key.getBytes(StandardCharsets.UTF_8) : Base64.getDecoder().decode(key);
    Path file = Files.createTempFile(Path.of("target").toAbsolutePath(), "key", "");
    Files.write(file, content);
    return file.toString();
  }

  /** Whether a key is PEM or JSON, and not the base64 of JSON. */
  private static boolean isText(String key) {
    return key.startsWith("-----") || key.stripLeading().startsWith("{");
  }

  private static byte[] resource(WebArchive war, String location) throws IOException {
    try (InputStream in = war.get("/WEB-INF/classes" + location).getAsset().openStream()) {
      return in.readAllBytes();
    }
  }

  private static String webXml(Map<String, String> settings) {
    StringBuilder xml =
        new StringBuilder(
            "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">");
    settings.forEach(
        (name, value) ->
            xml.append(
                "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
                    .formatted(name, value)));
    return xml.append("</web-app>").toString();
  }
}
