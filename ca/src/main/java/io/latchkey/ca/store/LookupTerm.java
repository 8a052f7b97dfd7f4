package io.latchkey.ca.store;

import io.latchkey.base.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What certificates are found by, besides their serial: 64 bits of a SHA-256 digest of a name, of
 * the certificate, or of the caller with all names. Two names can have one term. A reader therefore
 * compares the certificate.
 *
 * <p>The index of the terms is divided into buckets of {@value #BUCKET} certificate ids each. A new
 * row changes pages of the newest bucket only, however many rows there are. A search reads one
 * entry of each bucket.
 */
final class LookupTerm {
  static final int BUCKET = 4096;

  /** The separator of a fingerprint in text. */
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  private LookupTerm() {}

  static long bucket(long id) {
    return id / BUCKET;
  }

  /** The terms of a certificate, each once. */
  static List<Long> of(byte[] fingerprint, Collection<String> names) {
    Set<Long> terms = new LinkedHashSet<>();
    terms.add(firstBits(fingerprint));
    Set<String> folded = new HashSet<>();
    for (String name : names) {
      String form = folded(name);
      if (folded.add(form)) {
        terms.add(ofFolded(form));
      }
    }
    return List.copyOf(terms);
  }

  static long ofName(String name) {
    return ofFolded(folded(name));
  }

  /** The term of all names of a certificate together, and of the caller that requested it. */
  static long ofNames(String kind, String caller, Collection<String> folded) {
    return ofFolded(
        kind + "\n" + caller + "\n" + folded.stream().sorted().collect(Collectors.joining("\n")));
  }

  /** The term of a fingerprint such as {@code AB:CD:…}; empty if the text is no fingerprint. */
  static Optional<Long> ofFingerprint(String text) {
    try {
      byte[] digest = COLONS.parseHex(text);
      return digest.length == 32 ? Optional.of(firstBits(digest)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The form in which names are compared. */
  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static long ofFolded(String folded) {
    return firstBits(Sha256.of(folded));
  }

  private static long firstBits(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }
}
