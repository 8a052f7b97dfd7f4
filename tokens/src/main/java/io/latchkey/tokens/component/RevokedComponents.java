package io.latchkey.tokens.component;

import io.latchkey.base.text.Printable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The component keys that are revoked. Immutable and safe for use by several threads.
 *
 * <p>Entries are compared with a path segment by segment, from the first. A listed segment without
 * restrictions matches every segment with its name; a listed segment with restrictions matches only
 * the same text. A key is revoked if a whole entry matches the beginning of its path: {@code
 * team-a} revokes {@code team-a;dns=…} and {@code team-a~x}, but not {@code team-ab}.
 */
public final class RevokedComponents {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
  private static final RevokedComponents NONE = new RevokedComponents(List.of());

  private final List<ComponentPath> entries;

  private RevokedComponents(List<ComponentPath> entries) {
    this.entries = List.copyOf(entries);
  }

  /** Revokes nothing. */
  public static RevokedComponents none() {
    return NONE;
  }

  /** Revokes the keys that match one path. */
  public static RevokedComponents of(ComponentPath path) {
    return new RevokedComponents(List.of(path));
  }

  /**
   * Reads paths that are separated by white space.
   *
   * @throws IllegalArgumentException if an entry is not a path; the message names it
   */
  public static RevokedComponents parse(String text) {
    return new RevokedComponents(
        WHITE_SPACE
            .splitAsStream(text)
            .filter(entry -> !entry.isEmpty())
            .map(RevokedComponents::entry)
            .toList());
  }

  /**
   * Reads the content of a file: as {@link #parse}, and lines that begin with {@code #} are
   * comments.
   *
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static RevokedComponents parseFile(String content) {
    return parse(
        content
            .lines()
            .filter(line -> !line.stripLeading().startsWith("#"))
            .collect(Collectors.joining("\n")));
  }

  private static ComponentPath entry(String text) {
    if (text.startsWith(ComponentPath.ID_PREFIX) && !ComponentKey.looksLikeIt(text)) {
      throw new IllegalArgumentException(
          "'%s' is the id of a component key; write its path, which follows %s"
              .formatted(Printable.line(text, 80), ComponentPath.ID_PREFIX));
    }
    return ComponentPath.parse(text);
  }

  /** Whether the key of a path is revoked. */
  public boolean contains(ComponentPath path) {
    for (ComponentPath entry : entries) {
      if (matches(entry.segments(), path.segments())) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(List<Segment> entry, List<Segment> path) {
    if (entry.size() > path.size()) {
      return false;
    }
    for (int at = 0; at < entry.size(); at++) {
      Segment listed = entry.get(at);
      Segment segment = path.get(at);
      boolean same =
          listed.isRestricted()
              ? listed.text().equals(segment.text())
              : listed.name().equals(segment.name());
      if (!same) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevokedComponents that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }
}
