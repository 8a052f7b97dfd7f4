package io.latchkey.ca.policy;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.enrolment.OrderedNames;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.NamePrivilege;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.issuance.SubjectPolicy;
import io.latchkey.pki.CertificateSigningRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The rules of issuance in their order. Cheap ones come first, and the bounds on the key before the
 * proof of possession, so that a client cannot cause expensive computations with a very large key.
 */
public final class IssuancePolicy {
  private static final X500Name NO_SUBJECT = new X500Name(new RDN[0]);

  private final SignatureAlgorithmRule signatureAlgorithmRule = new SignatureAlgorithmRule();
  private final KeyStrengthRule keyStrengthRule = new KeyStrengthRule();
  private final ProofOfPossessionRule proofOfPossessionRule;
  private final ExtensionsRule extensionsRule = new ExtensionsRule();
  private final SubjectRule subjectRule = new SubjectRule();
  private final NameRule nameRule;
  private final SubjectPolicy subjects;
  private final ReservedNames reservedNames;
  private final NameConstraintsRule nameConstraints;
  private final ValidityRule validityRule;

  public IssuancePolicy(
      NamePolicy namePolicy,
      ReservedNames reservedNames,
      NameConstraintsRule nameConstraints,
      ValidityRule validityRule) {
    this(namePolicy, reservedNames, nameConstraints, validityRule, CryptoProvider.auto());
  }

  public IssuancePolicy(
      NamePolicy namePolicy,
      ReservedNames reservedNames,
      NameConstraintsRule nameConstraints,
      ValidityRule validityRule,
      CryptoProvider crypto) {
    this.nameRule = new NameRule(namePolicy);
    this.subjects = namePolicy.subjects();
    this.reservedNames = reservedNames;
    this.nameConstraints = nameConstraints;
    this.validityRule = validityRule;
    this.proofOfPossessionRule = new ProofOfPossessionRule(crypto);
  }

  /** A request that has passed every rule; only the policy makes one. */
  public static final class Admission {
    private final SubjectPublicKeyInfo key;
    private final RequestedSubject subject;
    private final ValidityPeriod period;
    private final byte[] encodedKey;
    private final byte[] encodedSubject;
    private final GeneralNames names;
    private final byte[] encodedNames;
    private final X500Principal principal;
    private final String subjectText;
    private final Set<CallerRestrictions.Usage> usages;

    private Admission(
        SubjectPublicKeyInfo key,
        RequestedSubject subject,
        ValidityPeriod period,
        Set<CallerRestrictions.Usage> usages)
        throws IOException {
      this.usages = usages;
      this.key = key;
      this.subject = subject;
      this.period = period;
      this.encodedKey = key.getEncoded(ASN1Encoding.DER);
      this.encodedSubject = subject.distinguishedName().getEncoded(ASN1Encoding.DER);
      this.names = subject.names().encode();
      this.encodedNames = names.getEncoded(ASN1Encoding.DER);
      this.principal = new X500Principal(encodedSubject);
      this.subjectText = principal.getName();
    }

    private Admission(
        Admission wider, ValidityPeriod period, Set<CallerRestrictions.Usage> usages) {
      this.usages = usages;
      this.key = wider.key;
      this.subject = wider.subject;
      this.period = period;
      this.encodedKey = wider.encodedKey;
      this.encodedSubject = wider.encodedSubject;
      this.names = wider.names;
      this.encodedNames = wider.encodedNames;
      this.principal = wider.principal;
      this.subjectText = wider.subjectText;
    }

    /**
     * Returns this admission with an earlier end and fewer extended key usages.
     *
     * @param notAfter without effect if it is later than the end
     * @param allowed the usages that stay, if they were admitted
     * @throws IssuanceRejectedException if the certificate would end at {@code now} or before, or
     *     no usage is left
     */
    public Admission narrowedTo(
        Instant notAfter, Set<CallerRestrictions.Usage> allowed, Instant now)
        throws IssuanceRejectedException {
      Set<CallerRestrictions.Usage> left = EnumSet.copyOf(usages);
      left.retainAll(allowed);
      Instant end = notAfter.truncatedTo(ChronoUnit.SECONDS);
      if (left.isEmpty() || !end.isAfter(now)) {
        throw IssuanceRejectedException.vetoed();
      }
      return new Admission(
          this,
          end.isBefore(period.notAfter()) ? new ValidityPeriod(period.notBefore(), end) : period,
          left);
    }

    /** The public key, in its canonical encoding. */
    public SubjectPublicKeyInfo key() {
      return key;
    }

    public RequestedSubject subject() {
      return subject;
    }

    public ValidityPeriod period() {
      return period;
    }

    /** The extended key usages, at least one. */
    public Set<CallerRestrictions.Usage> usages() {
      return usages;
    }

    /** The public key in DER, encoded once for all readers; not to be changed. */
    byte[] encodedKey() {
      return encodedKey;
    }

    /** The subject in DER, encoded once for all readers; not to be changed. */
    byte[] encodedSubject() {
      return encodedSubject;
    }

    /** The subject, as the Java runtime has read {@link #encodedSubject}. */
    X500Principal principal() {
      return principal;
    }

    /** The subject alternative names of which {@link #encodedNames} is the encoding. */
    GeneralNames names() {
      return names;
    }

    /** The subject alternative names in DER, encoded once for all readers; not to be changed. */
    byte[] encodedNames() {
      return encodedNames;
    }

    /** The subject as text (RFC 2253). */
    public String subjectText() {
      return subjectText;
    }
  }

  /**
   * Applies all rules to a request, in this order:
   *
   * <ol>
   *   <li>the signature algorithm;
   *   <li>the type and the strength of the key;
   *   <li>the proof of possession: the signature of the request;
   *   <li>the requested extensions;
   *   <li>the syntax of the subject and of its alternative names;
   *   <li>the names that the caller ordered, if the terms have any;
   *   <li>the names of the renewed certificate, if the terms have one;
   *   <li>the names that the caller's key allows, the name policy, the reserved names and the name
   *       constraints of the CA;
   *   <li>the validity.
   * </ol>
   *
   * @param now the certificate is valid from a minute before, but not before the CA
   * @return what the certificate contains
   * @throws IssuanceRejectedException with the reason of the first rule that is violated
   */
  public Admission admit(CertificateSigningRequest request, IssuanceTerms terms, Instant now)
      throws IssuanceRejectedException {
    signatureAlgorithmRule.check(request);
    SubjectPublicKeyInfo key = keyStrengthRule.read(request);
    proofOfPossessionRule.check(request, key);
    extensionsRule.check(request);
    RequestedSubject subject = subjectRule.read(request);
    if (terms.names().isPresent()) {
      checkOrdered(subject, terms.names().get());
    }
    if (terms.renewed().isPresent()) {
      UntrustedInput.check(
          RejectionReason.NAME_INVALID,
          "The names cannot be compared with the certificate that is renewed",
          () -> RenewalRule.check(subject, terms.renewed().get()));
    }
    UntrustedInput.check(
        RejectionReason.NAME_INVALID,
        "The names cannot be compared with the name policy",
        () -> checkNames(subject, terms));
    ValidityPeriod period = validityRule.period(terms.validity(), terms.restrictions(), now);
    return UntrustedInput.read(
        RejectionReason.CSR_MALFORMED,
        "The key or the subject cannot be encoded",
        () -> new Admission(key, subject, period, UsagesRule.allowed(terms.restrictions())));
  }

  /** The common name may repeat an ordered name; it may not add one. */
  private static void checkOrdered(RequestedSubject subject, OrderedNames ordered)
      throws IssuanceRejectedException {
    AlternativeNames names = subject.names();
    Optional<String> other =
        subject.commonNames().stream().filter(name -> !ordered.contain(name)).findFirst();
    Set<String> dns = names.dns().stream().map(DnsName::folded).collect(Collectors.toSet());
    Set<String> ips =
        names.ips().stream().map(ip -> ip.unmapped().toString()).collect(Collectors.toSet());
    boolean same =
        names.uris().isEmpty()
            && dns.equals(Set.copyOf(ordered.dns()))
            && ips.equals(Set.copyOf(ordered.ips()));
    if (other.isPresent() || !same) {
      throw new IssuanceRejectedException(
          RejectionReason.NAMES_DIFFER,
          "The request has to name exactly the names of the order, and no other",
          other.orElse(""));
    }
  }

  /**
   * Checks an order before its request exists.
   *
   * @return a rejection for each name that the caller may not have, in the order of the names
   * @throws IssuanceRejectedException if the validity or the usages are not allowed
   */
  public List<IssuanceRejectedException> check(OrderedNames names, IssuanceTerms terms, Instant now)
      throws IssuanceRejectedException {
    checkPeriodAndUsages(terms, now);
    List<IssuanceRejectedException> rejections = new ArrayList<>();
    Stream.concat(
            names.dns().stream().map(name -> AlternativeNames.ofDns(List.of(new DnsName(name)))),
            names.ips().stream()
                .flatMap(ip -> IpAddress.parse(ip).stream())
                .map(ip -> new AlternativeNames(List.of(), List.of(ip), List.of())))
        .forEach(name -> rejection(name, terms).ifPresent(rejections::add));
    return rejections;
  }

  private void checkPeriodAndUsages(IssuanceTerms terms, Instant now)
      throws IssuanceRejectedException {
    ValidityPeriod unusedPeriod = validityRule.period(terms.validity(), terms.restrictions(), now);
    Set<CallerRestrictions.Usage> unusedUsages = UsagesRule.allowed(terms.restrictions());
  }

  private Optional<IssuanceRejectedException> rejection(
      AlternativeNames name, IssuanceTerms terms) {
    try {
      RequestedSubject subject = new RequestedSubject(NO_SUBJECT, List.of(), name);
      UntrustedInput.check(
          RejectionReason.NAME_INVALID,
          "The name cannot be compared with the name policy",
          () -> checkNames(subject, terms));
      return Optional.empty();
    } catch (IssuanceRejectedException e) {
      return Optional.of(e);
    }
  }

  private void checkNames(RequestedSubject subject, IssuanceTerms terms)
      throws IssuanceRejectedException {
    for (CallerRestrictions.Segment segment : terms.restrictions().segments()) {
      if (segment.names().isPresent()) {
        NameRule.ofSegment(segment, segment.names().get(), subjects).check(subject);
      }
    }
    NamePrivilege privilege = terms.privilege();
    if (privilege != NamePrivilege.SERVER) {
      nameRule.check(subject);
    }
    if (privilege == NamePrivilege.NONE) {
      reservedNames.check(subject);
    }
    nameConstraints.check(subject);
  }
}
