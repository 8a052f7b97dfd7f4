package io.latchkey.settings.paths;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.settings.EnrolmentProtocol;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.List;
import java.util.stream.Stream;

/** The paths of Latchkey's own resources, which check the roles of their callers themselves. */
public final class OwnPaths {
  /** The resources of the CA. */
  public static final OwnPaths AUTHORITY = new OwnPaths(AuthorityPaths.ROOT + "/**");

  /** The resources of the server. */
  public static final OwnPaths SERVER =
      new OwnPaths("/", "/health/live", "/health/ready", "/metrics", "/callers");

  private final List<PathPattern> patterns;

  private OwnPaths(String... patterns) {
    this.patterns = Stream.of(patterns).map(text -> PathPattern.parse("", text)).toList();
  }

  /**
   * Returns the paths of the enabled enrolment protocols, which authenticate their own messages.
   *
   * @throws SettingsException if {@code latchkey.enrolment} is invalid
   */
  public static OwnPaths ofEnrolment(Settings settings) {
    return new OwnPaths(
        EnrolmentProtocol.enabled(settings).stream()
            .flatMap(protocol -> protocol.openPaths().stream())
            .map(entry -> entry.substring(entry.indexOf('/')))
            .distinct()
            .toArray(String[]::new));
  }

  /**
   * Whether a path, decoded, is in this list.
   *
   * @param path an unambiguous raw path
   * @param from the index at which the path below the context path begins
   */
  public boolean contains(String path, int from) {
    // An iterator would be an allocation.
    for (int n = 0; n < patterns.size(); n++) {
      if (patterns.get(n).matchesDecoded(path, from)) {
        return true;
      }
    }
    return false;
  }
}
