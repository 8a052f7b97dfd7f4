package io.latchkey.filter.rules;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.settings.paths.OwnPaths;
import java.util.function.Predicate;

/**
 * The resources of Latchkey in this application, which check the roles of their callers themselves.
 * The modules that contain them announce themselves by attributes of the servlet context, which are
 * read for each request, because the filter may start first.
 */
public final class OwnResources {
  private final Predicate<String> isAnnounced;

  /**
   * Creates the resources of an application.
   *
   * @param isAnnounced whether an attribute of the servlet context is set
   */
  public OwnResources(Predicate<String> isAnnounced) {
    this.isAnnounced = isAnnounced;
  }

  /** Whether the application contains a CA, or publishes the root of another server's CA. */
  public boolean haveAuthority() {
    return isAnnounced.test(ContextAttributes.AUTHORITY_RESOURCES);
  }

  /**
   * Whether a path belongs to one of the resources.
   *
   * @param path an unambiguous raw path
   * @param from the index at which the path below the context path begins
   * @param enrolment the paths of the enabled enrolment protocols, which the CA serves
   */
  boolean contain(String path, int from, OwnPaths enrolment) {
    return ((OwnPaths.AUTHORITY.contains(path, from) || enrolment.contains(path, from))
            && haveAuthority())
        || (OwnPaths.SERVER.contains(path, from)
            && isAnnounced.test(ContextAttributes.SERVER_RESOURCES));
  }
}
