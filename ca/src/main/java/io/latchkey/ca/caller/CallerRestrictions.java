package io.latchkey.ca.caller;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the key of a caller allows to be signed. The restrictions come in segments, and each segment
 * can only narrow: what any of them forbids is forbidden. The policy of the authority applies in
 * addition. Immutable.
 *
 * @param segments possibly none
 */
public record CallerRestrictions(List<Segment> segments) {
  /** Restricts nothing. */
  public static final CallerRestrictions NONE = new CallerRestrictions(List.of());

  /** Copies the list. */
  public CallerRestrictions {
    segments = List.copyOf(segments);
  }

  /** An extended key usage. */
  public enum Usage {
    /** {@code serverAuth}. */
    SERVER,
    /** {@code clientAuth}. */
    CLIENT
  }

  /**
   * The restrictions of one segment. An empty value restricts nothing.
   *
   * @param name the name of the segment, for messages
   * @param names the names that certificates may have
   * @param notAfter no certificate outlives it
   * @param days the longest validity in days, at least 1
   * @param usages the extended key usages of certificates
   */
  public record Segment(
      String name,
      Optional<Names> names,
      Optional<Instant> notAfter,
      OptionalInt days,
      Optional<Set<Usage>> usages) {}

  /**
   * Names that certificates may have. A kind of names with an empty list is not allowed.
   *
   * @param dns patterns as in {@link io.latchkey.ca.issuance.NamePolicy}
   * @param ips patterns as in {@link io.latchkey.ca.issuance.NamePolicy}
   * @param uris beginnings of URIs, as {@code io.latchkey.base.net.UriPrefix} reads them
   */
  public record Names(List<String> dns, List<String> ips, List<String> uris) {
    /** Copies the lists. */
    public Names {
      dns = List.copyOf(dns);
      ips = List.copyOf(ips);
      uris = List.copyOf(uris);
    }
  }

  /** The name of the first segment, on which limits count. */
  public Optional<String> firstName() {
    return segments.stream().findFirst().map(Segment::name);
  }
}
