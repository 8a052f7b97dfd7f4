package io.latchkey.ca.issuance;

import io.latchkey.base.text.Printable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Which subject attributes an authority certifies if its {@link NamePolicy} restricts names. The
 * name policy itself covers the common name.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SubjectPolicy {
  private static final String ORGANIZATIONS_SETTING = "latchkey.policy.organizations";
  private static final Set<ASN1ObjectIdentifier> ORGANIZATIONAL = Set.of(BCStyle.O, BCStyle.OU);
  private static final Pattern OID = Pattern.compile("[0-2](?:\\.(?:0|[1-9][0-9]{0,17})){1,20}");
  private static final Map<String, ASN1ObjectIdentifier> KNOWN =
      Map.ofEntries(
          Map.entry("C", BCStyle.C),
          Map.entry("ST", BCStyle.ST),
          Map.entry("L", BCStyle.L),
          Map.entry("STREET", BCStyle.STREET),
          Map.entry("postalCode", BCStyle.POSTAL_CODE),
          Map.entry("DC", BCStyle.DC),
          Map.entry("UID", BCStyle.UID),
          Map.entry("emailAddress", BCStyle.EmailAddress),
          Map.entry("serialNumber", BCStyle.SERIALNUMBER),
          Map.entry("title", BCStyle.T),
          Map.entry("surname", BCStyle.SURNAME),
          Map.entry("givenName", BCStyle.GIVENNAME),
          Map.entry("initials", BCStyle.INITIALS),
          Map.entry("pseudonym", BCStyle.PSEUDONYM),
          Map.entry("dnQualifier", BCStyle.DN_QUALIFIER),
          Map.entry("businessCategory", BCStyle.BUSINESS_CATEGORY),
          Map.entry("organizationIdentifier", BCStyle.ORGANIZATION_IDENTIFIER));
  private static final Map<ASN1ObjectIdentifier, String> NAMES = names();

  private final boolean allowsFreeText;
  private final Set<ASN1ObjectIdentifier> attributes;
  private final Set<String> organizations;

  private SubjectPolicy(
      boolean allowsFreeText, Set<ASN1ObjectIdentifier> attributes, Set<String> organizations) {
    this.allowsFreeText = allowsFreeText;
    this.attributes = Set.copyOf(attributes);
    this.organizations = Set.copyOf(organizations);
  }

  /** Allows the attributes {@code C}, {@code ST} and {@code L}, and no free-text common name. */
  public static SubjectPolicy standard() {
    return of(false, List.of("C", "ST", "L"), List.of());
  }

  /**
   * Allows the attributes listed.
   *
   * @param allowsFreeText whether a common name can be text that is not a host name
   * @param attributes names or dotted object identifiers of attributes that can have any value;
   *     case is ignored
   * @param organizations the allowed values of {@code O} and {@code OU}, compared exactly
   * @throws IllegalArgumentException if an attribute is unknown, or another setting controls it
   */
  public static SubjectPolicy of(
      boolean allowsFreeText, List<String> attributes, List<String> organizations) {
    Set<ASN1ObjectIdentifier> allowed = new HashSet<>();
    attributes.forEach(name -> allowed.add(attribute(name)));
    return new SubjectPolicy(allowsFreeText, allowed, Set.copyOf(organizations));
  }

  /** Whether a common name can be text that is not a host name. */
  public boolean allowsFreeText() {
    return allowsFreeText;
  }

  /** The attribute types that can have any value. */
  public Set<ASN1ObjectIdentifier> attributes() {
    return attributes;
  }

  /** The allowed values of {@code O} and {@code OU}. */
  public Set<String> organizations() {
    return organizations;
  }

  /** Whether an attribute type is {@code O} or {@code OU}. */
  public static boolean isOrganizational(ASN1ObjectIdentifier type) {
    return ORGANIZATIONAL.contains(type);
  }

  /** The name of an attribute type, such as {@code ST}; its object identifier if it has none. */
  public static String nameOf(ASN1ObjectIdentifier type) {
    return NAMES.getOrDefault(type, Printable.line(type.getId(), 80));
  }

  private static ASN1ObjectIdentifier attribute(String name) {
    Optional<ASN1ObjectIdentifier> known =
        KNOWN.entrySet().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .findFirst();
    ASN1ObjectIdentifier type = known.orElseGet(() -> parsed(name));
    if (type.equals(BCStyle.CN) || ORGANIZATIONAL.contains(type)) {
      throw elsewhere(name);
    }
    return type;
  }

  private static ASN1ObjectIdentifier parsed(String name) {
    if (Set.of("CN", "O", "OU").contains(name.toUpperCase(Locale.ROOT))) {
      throw elsewhere(name);
    }
    if (!OID.matcher(name).matches()) {
      throw unknown(name);
    }
    try {
      return new ASN1ObjectIdentifier(name);
    } catch (IllegalArgumentException e) {
      throw unknown(name);
    }
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        ("'%s' is not a known subject attribute; write for example C, ST or L, or a dotted object"
                + " identifier")
            .formatted(Printable.line(name, 80)));
  }

  private static IllegalArgumentException elsewhere(String name) {
    return new IllegalArgumentException(
        ("'%s' cannot be listed here: allow values of O and OU with %s; the name policy applies to"
                + " the common name")
            .formatted(Printable.line(name, 80), ORGANIZATIONS_SETTING));
  }

  private static Map<ASN1ObjectIdentifier, String> names() {
    Map<ASN1ObjectIdentifier, String> names = new HashMap<>();
    KNOWN.forEach((name, type) -> names.put(type, name));
    names.put(BCStyle.O, "O");
    names.put(BCStyle.OU, "OU");
    return Map.copyOf(names);
  }
}
