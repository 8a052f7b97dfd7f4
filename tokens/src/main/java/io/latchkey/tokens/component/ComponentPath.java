package io.latchkey.tokens.component;

import io.latchkey.base.caller.ComponentKeyText;
import io.latchkey.base.http.StandardRoles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The path of a component key: one to eight segments, each with the name of a component and its
 * restrictions. Each segment can only narrow what the segments before it allow. The text of a path
 * is public; the key of the path is secret. Immutable.
 *
 * <p>Example: {@code team-a;dns=*.team-a.example~worker-1;days=30} is the component {@code
 * team-a/worker-1}.
 */
public final class ComponentPath {
  /** What precedes the path in the id of a component key. */
  public static final String ID_PREFIX = ComponentKeyText.ID_PREFIX;

  private static final int MAX_LENGTH = 1024;
  private static final int MAX_SEGMENTS = 8;

  /** A value of one character and its comma are a string and its place in a set. */
  private static final int BYTES_OF_A_CHARACTER = 32;

  private static final int BYTES_OF_A_SEGMENT = 300;
  private static final String SEPARATOR = "~";
  private static final Set<String> STANDARD_ROLES = Set.of(StandardRoles.SERVICE);

  private final String text;
  private final List<Segment> segments;
  private final String name;
  private final Set<String> roles;
  private final Set<ComponentUse> uses;
  private final Optional<Instant> notAfter;

  private ComponentPath(String text, List<Segment> segments) {
    this.text = text;
    this.segments = List.copyOf(segments);
    this.name = segments.stream().map(Segment::name).collect(Collectors.joining("/"));
    // Computed once, because each request asks for them.
    this.roles = roles(segments);
    this.uses = uses(segments);
    this.notAfter =
        segments.stream()
            .flatMap(segment -> segment.restrictions().notAfter().stream())
            .min(Instant::compareTo);
  }

  private static Set<String> roles(List<Segment> segments) {
    Set<String> roles =
        new LinkedHashSet<>(segments.get(0).restrictions().roles().orElse(STANDARD_ROLES));
    segments.forEach(segment -> segment.restrictions().roles().ifPresent(roles::retainAll));
    return Set.copyOf(roles);
  }

  private static Set<ComponentUse> uses(List<Segment> segments) {
    Set<ComponentUse> uses = EnumSet.allOf(ComponentUse.class);
    segments.forEach(segment -> segment.restrictions().uses().ifPresent(uses::retainAll));
    return Set.copyOf(uses);
  }

  /**
   * Reads a path. The first name must not begin with {@value #ID_PREFIX}, because the text would
   * have the form of an id.
   *
   * @throws ComponentPathException if the text is not a path, or a restriction is unsupported
   */
  public static ComponentPath parse(String text) {
    if (ComponentKey.looksLikeIt(text)) {
      throw ComponentPathException.malformed(
          "This is the secret of a component key, not its path; the path follows the last part");
    }
    if (text.startsWith(ID_PREFIX)) {
      // Where a path belongs, such a text is an id by mistake: its key could not be revoked.
      throw ComponentPathException.malformed(
          "A component path does not begin with %s, as an id does; give the path, which follows %s"
              .formatted(ID_PREFIX, ID_PREFIX));
    }
    if (text.length() > MAX_LENGTH) {
      throw ComponentPathException.malformed(
          "A component path has at most %d characters, not %d"
              .formatted(MAX_LENGTH, text.length()));
    }
    String[] parts = text.split(SEPARATOR, -1);
    if (parts.length > MAX_SEGMENTS) {
      throw ComponentPathException.malformed(
          "A component path has at most %d segments, not %d".formatted(MAX_SEGMENTS, parts.length));
    }
    return new ComponentPath(text, segments(parts));
  }

  /** Rejects a malformed segment before an unsupported restriction in another segment. */
  private static List<Segment> segments(String[] parts) {
    List<Segment> segments = new ArrayList<>();
    Optional<ComponentPathException> unsupported = Optional.empty();
    for (String part : parts) {
      try {
        segments.add(Segment.parse(part));
      } catch (ComponentPathException e) {
        if (!e.isUnsupported()) {
          throw e;
        }
        unsupported = unsupported.isPresent() ? unsupported : Optional.of(e);
      }
    }
    if (unsupported.isPresent()) {
      throw unsupported.get();
    }
    return segments;
  }

  /**
   * Reads the id of a component key: {@value #ID_PREFIX} and the path.
   *
   * @throws ComponentPathException as {@link #parse}, or if the prefix is missing
   */
  public static ComponentPath ofId(String id) {
    if (!id.startsWith(ID_PREFIX)) {
      throw ComponentPathException.malformed("The id of a component key begins with " + ID_PREFIX);
    }
    return parse(id.substring(ID_PREFIX.length()));
  }

  /** Returns the path with one more segment. */
  ComponentPath with(Segment segment) {
    return parse(text + SEPARATOR + segment.text());
  }

  /** The path as it is written. */
  public String text() {
    return text;
  }

  /**
   * The approximate heap in bytes of this object, for caches: the owner of a key chooses its path,
   * and a path has many times the size of its text.
   */
  public int heapBytes() {
    return BYTES_OF_A_CHARACTER * text.length() + BYTES_OF_A_SEGMENT * (segments.size() + 1);
  }

  /** The id: {@value #ID_PREFIX} and the path. */
  public String id() {
    return ID_PREFIX + text;
  }

  /** The segments, at least one. Unmodifiable. */
  public List<Segment> segments() {
    return segments;
  }

  /** The name of the caller: the names of the segments, joined with {@code /}. */
  public String name() {
    return name;
  }

  /** The name of the first segment. All keys that are derived from it share its rate limits. */
  public String firstName() {
    return segments.get(0).name();
  }

  /** The roles that the caller may have. Unmodifiable. */
  public Set<String> roles() {
    return roles;
  }

  /** The earliest end of all segments. From this instant on the key is rejected. */
  public Optional<Instant> notAfter() {
    return notAfter;
  }

  /** Whether all segments allow a use. */
  public boolean allows(ComponentUse use) {
    return uses.contains(use);
  }

  /** The uses that all segments allow; possibly none. Unmodifiable. */
  public Set<ComponentUse> uses() {
    return uses;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComponentPath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns {@link #text()}. */
  @Override
  public String toString() {
    return text;
  }
}
