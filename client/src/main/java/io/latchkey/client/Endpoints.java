package io.latchkey.client;

import java.net.URI;
import java.util.regex.Pattern;

/** Where a server has what, below its base. */
final class Endpoints {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0*(:0*){6}:0*1]");

  private Endpoints() {}

  /**
   * The base with a slash at its end.
   *
   * @throws IllegalArgumentException if it is no absolute http or https URL without a query
   */
  static URI base(URI server) {
    String scheme = server.getScheme();
    boolean web = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
    boolean more = server.getRawQuery() != null || server.getRawFragment() != null;
    boolean port = server.getPort() == -1 || (server.getPort() > 0 && server.getPort() < 65_536);
    boolean zone = server.getHost() != null && server.getHost().indexOf('%') >= 0;
    if (!web || zone || server.getHost() == null || server.getUserInfo() != null || more || !port) {
      throw new IllegalArgumentException(
          "'%s' is no URL of a server; write for example https://localhost:8900".formatted(server));
    }
    String text = server.toString();
    return text.endsWith("/") ? server : URI.create(text + "/");
  }

  /**
   * The same URL, if a token may be sent there.
   *
   * @throws IllegalArgumentException if others on the way could read it: plain http to another host
   */
  static URI confidential(URI url) {
    String host = url.getHost() == null ? "" : url.getHost();
    if ("https".equalsIgnoreCase(url.getScheme()) || LOOPBACK.matcher(host).matches()) {
      return url;
    }
    throw new IllegalArgumentException(
        "'%s' is not encrypted, so a token sent there could be read on the way; use https (plain http is for this host alone)"
            .formatted(url));
  }

  static URI caCertificate(URI base, String nonce) {
    return base.resolve("ca/cert?nonce=" + nonce);
  }

  static URI sign(URI base, String query) {
    return base.resolve("ca/sign" + query);
  }
}
