package io.latchkey.ca.authority;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.NamePolicy;
import io.latchkey.ca.NamePrivilege;
import io.latchkey.ca.PemText;
import io.latchkey.ca.policy.IssuancePolicy;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.NameConstraintsRule;
import io.latchkey.ca.policy.ReservedNames;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.policy.ValidityRule;
import io.latchkey.ca.store.CertificateStore;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.IssuerStore;
import io.latchkey.pki.KeyType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Opens a {@link CertificateAuthority} that signs and records. Every setting is optional.
 *
 * <pre>{@code
 * try (DataDirectory directory = DataDirectory.open(path);
 *     CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) { … }
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class CertificateAuthorityBuilder {
  /** The default of {@link #signaturesPerHour}. */
  public static final int DEFAULT_SIGNATURES_PER_HOUR = 600;

  private final DataDirectory directory;
  private Supplier<Database> opener;
  private Optional<String> keyPassphrase = Optional.empty();
  private Optional<CustomCa> custom = Optional.empty();
  private KeyType keyType = KeyType.EC_P256;
  private String commonName = "Latchkey Root CA";
  private Optional<String> organization = Optional.empty();
  private Period validity = Period.ofDays(3650);
  private Duration certificateValidity = Duration.ofDays(365);
  private Duration maxCertificateValidity = Duration.ofDays(365);
  private NamePolicy namePolicy = NamePolicy.any();
  private ReservedNames reservedNames = ReservedNames.of(List.of());
  private OptionalInt signaturesPerHour = OptionalInt.of(DEFAULT_SIGNATURES_PER_HOUR);
  private Clock clock = Clock.systemUTC();

  /**
   * Starts with the defaults.
   *
   * @param directory the directory of the database and the passphrase; it must stay open as long as
   *     the authority, and closing the authority does not close it
   */
  public CertificateAuthorityBuilder(DataDirectory directory) {
    this.directory = directory;
    this.opener = () -> Databases.embedded(directory);
  }

  /**
   * The database to keep the record in; default: SQLite in the data directory. It is not closed.
   */
  public CertificateAuthorityBuilder dataSource(DataSource dataSource) {
    this.opener = () -> Databases.of(dataSource);
    return this;
  }

  /** The database to keep the record in; default: SQLite in the data directory. */
  public CertificateAuthorityBuilder jdbc(
      String url, Optional<String> user, Optional<String> password) {
    this.opener = () -> Databases.at(directory, url, user, password);
    return this;
  }

  /**
   * Decrypts the CA's key. Default for the built-in CA: what file {@code ca.pass} in the data
   * directory holds, which is made at the first start; for a custom CA: its key is not encrypted.
   */
  public CertificateAuthorityBuilder keyPassphrase(String passphrase) {
    this.keyPassphrase = Optional.of(passphrase);
    return this;
  }

  /**
   * A CA of your own instead of the built-in one.
   *
   * @param certificate the signing certificate, then those above it up to the root
   * @param key its private key: PKCS#8, PKCS#1 or SEC 1, plain or encrypted
   */
  public CertificateAuthorityBuilder custom(PemText certificate, PemText key) {
    this.custom = Optional.of(new CustomCa(certificate, key));
    return this;
  }

  /** The kind of key a new built-in CA gets; default: EC P-256. One that exists keeps its own. */
  public CertificateAuthorityBuilder keyType(KeyType type) {
    this.keyType = type;
    return this;
  }

  /** The common name of a new built-in CA; default: {@code Latchkey Root CA}. */
  public CertificateAuthorityBuilder commonName(String name) {
    this.commonName = name;
    return this;
  }

  /** The organization of a new built-in CA; default: none. */
  public CertificateAuthorityBuilder organization(String name) {
    this.organization = Optional.of(name);
    return this;
  }

  /** How long a new built-in CA is valid; default: 3650 days. */
  public CertificateAuthorityBuilder validity(Period period) {
    this.validity = period;
    return this;
  }

  /** Sets the validity of certificates whose request names no length; default: 365 days. */
  public CertificateAuthorityBuilder certificateValidity(Duration duration) {
    this.certificateValidity = duration;
    return this;
  }

  /** The longest validity that can be asked for; default: 365 days. */
  public CertificateAuthorityBuilder maxCertificateValidity(Duration duration) {
    this.maxCertificateValidity = duration;
    return this;
  }

  /** Which names may be certified; default: all. */
  public CertificateAuthorityBuilder namePolicy(NamePolicy policy) {
    this.namePolicy = policy;
    return this;
  }

  /**
   * The DNS names and IP addresses of the server that runs the authority; default: none. They are
   * signed only with a {@link NamePrivilege}. Loopback names are passed over.
   */
  public CertificateAuthorityBuilder reservedNames(Collection<String> names) {
    this.reservedNames = ReservedNames.of(names);
    return this;
  }

  /**
   * How many certificates each caller identity may have signed in an hour, counted in memory; at
   * least 1; default: {@value #DEFAULT_SIGNATURES_PER_HOUR}. The server's own certificates do not
   * count.
   */
  public CertificateAuthorityBuilder signaturesPerHour(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("signaturesPerHour must be at least 1, not " + limit);
    }
    this.signaturesPerHour = OptionalInt.of(limit);
    return this;
  }

  /** Lifts the limit on signatures: one caller can then fill the disk. */
  public CertificateAuthorityBuilder unlimitedSignatures() {
    this.signaturesPerHour = OptionalInt.empty();
    return this;
  }

  /** What time it is; default: the system's clock. */
  public CertificateAuthorityBuilder clock(Clock source) {
    this.clock = source;
    return this;
  }

  /**
   * Opens the authority; at the first start, its database and its CA are made.
   *
   * @throws AuthorityUnavailableException if a value makes no sense, the database or the CA cannot
   *     be used, or the CA that should be there is not; nothing is ever overwritten
   */
  public CertificateAuthority open() throws AuthorityUnavailableException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ValidityRule.check(certificateValidity, maxCertificateValidity);
    RootProfile rootProfile = new RootProfile(commonName, organization, validity);
    Optional<Issuer> customIssuer = custom.map(ca -> ca.load(keyPassphrase, now));
    Database database = opener.get();
    try {
      IssuerStore issuers = new IssuerStore(database);
      Issuer issuer =
          customIssuer.orElseGet(
              () ->
                  new BuiltInCa(directory, issuers, database.name(), keyPassphrase)
                      .loadOrCreate(keyType, rootProfile, now));
      long issuerNumber = issuers.record(issuer.chain(), now);
      ValidityRule validityRule =
          new ValidityRule(certificateValidity, maxCertificateValidity, issuer.validity());
      CertificateStore store = new CertificateStore(database);
      return new RecordingAuthority(
          database,
          store,
          issuer,
          issuerNumber,
          new IssuancePolicy(
              namePolicy, reservedNames, NameConstraintsRule.of(issuer.chain()), validityRule),
          new SignatureRate(signaturesPerHour),
          clock);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
