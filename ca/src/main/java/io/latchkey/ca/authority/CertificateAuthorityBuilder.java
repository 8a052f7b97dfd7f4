package io.latchkey.ca.authority;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.PemText;
import io.latchkey.ca.delegation.DelegatedKeys;
import io.latchkey.ca.delegation.Delegation;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.NamePrivilege;
import io.latchkey.ca.policy.DistributionAddresses;
import io.latchkey.ca.policy.IssuancePolicy;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.NameConstraintsRule;
import io.latchkey.ca.policy.ReservedNames;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.policy.ValidityPeriod;
import io.latchkey.ca.policy.ValidityRule;
import io.latchkey.ca.status.OcspResponder;
import io.latchkey.ca.status.Revocations;
import io.latchkey.ca.store.CertificateStore;
import io.latchkey.ca.store.ClockBound;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.ca.store.IssuerStore;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.pki.KeyEncryption;
import io.latchkey.pki.KeyType;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /** The default of {@link #keep}. */
  public static final Duration DEFAULT_KEEP = Duration.ofDays(400);

  /** The shortest time that {@link #keep} accepts. */
  public static final Duration MIN_KEEP = Duration.ofDays(1);

  private static final Duration MIN_LIST_VALIDITY = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  private final DataDirectory directory;
  private Supplier<Database> opener;
  private Optional<String> keyPassphrase = Optional.empty();
  private int keyIterations = KeyEncryption.STRETCHED;
  private Optional<CustomCa> custom = Optional.empty();
  private Optional<Pkcs11Uri> keystore = Optional.empty();
  private KeyType keyType = KeyType.EC_P256;
  private String commonName = "Latchkey Root CA";
  private Optional<String> organization = Optional.empty();
  private Period validity = Period.ofDays(3650);
  private Optional<Duration> certificateValidity = Optional.empty();
  private Duration maxCertificateValidity = Duration.ofDays(365);
  private Optional<Duration> rotateBefore = Optional.empty();
  private Optional<Duration> retireAfter = Optional.empty();
  private NamePolicy namePolicy = NamePolicy.any();
  private ReservedNames reservedNames = ReservedNames.of(List.of());
  private OptionalInt signaturesPerHour = OptionalInt.of(DEFAULT_SIGNATURES_PER_HOUR);
  private Duration keep = DEFAULT_KEEP;
  private Duration revocationListValidity = Duration.ofDays(1);
  private Optional<DistributionAddresses> distribution = Optional.empty();
  private Clock clock = Clock.systemUTC();
  private Supplier<CryptoProvider> crypto = CryptoProvider::auto;

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
   * Sets the database by its data source; default: SQLite in the data directory. The authority does
   * not close the data source.
   */
  public CertificateAuthorityBuilder dataSource(DataSource dataSource) {
    this.opener = () -> Databases.of(dataSource);
    return this;
  }

  /** Sets the database by its JDBC URL; default: SQLite in the data directory. */
  public CertificateAuthorityBuilder jdbc(
      String url, Optional<String> user, Optional<String> password) {
    this.opener = () -> Databases.at(directory, url, user, password);
    return this;
  }

  /**
   * Sets the passphrase that decrypts the CA's key. The built-in CA by default uses the passphrase
   * in file {@code ca.pass} of the data directory, which is generated at the first start. A custom
   * CA by default has an unencrypted key.
   */
  public CertificateAuthorityBuilder keyPassphrase(String passphrase) {
    this.keyPassphrase = Optional.of(passphrase);
    return this;
  }

  /** Sets the PBKDF2 iterations for a passphrase that was not generated. Only for tests. */
  CertificateAuthorityBuilder keyIterations(int iterations) {
    this.keyIterations = iterations;
    return this;
  }

  /**
   * Uses an existing CA instead of the built-in CA.
   *
   * @param certificate the signing certificate, then its issuers up to the root
   * @param key its private key: PKCS#8, PKCS#1 or SEC 1, plain or encrypted
   */
  public CertificateAuthorityBuilder custom(PemText certificate, PemText key) {
    this.custom = Optional.of(new CustomCa(certificate, key));
    return this;
  }

  /**
   * Keeps the keys of the built-in CA in a PKCS#11 token, which they do not leave; default: in the
   * store, encrypted. A CA whose key is in the store moves into the token at its next rotation.
   *
   * <p>Example: {@code
   * pkcs11:slot-id=1?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin}.
   * Without {@code slot-id} the first slot is used. Without {@code pin-source} and {@code
   * pin-value} the PIN is the {@linkplain #keyPassphrase passphrase}.
   *
   * @param uri the URI of the token (RFC 7512)
   * @throws AuthorityUnavailableException if the URI is malformed or names a file that cannot be
   *     read
   */
  public CertificateAuthorityBuilder keystore(String uri) {
    this.keystore = Optional.of(Pkcs11Uri.parse(uri));
    return this;
  }

  /** Sets the key type of each new root of the built-in CA; default: EC P-256. */
  public CertificateAuthorityBuilder keyType(KeyType type) {
    this.keyType = type;
    return this;
  }

  /** Sets the common name of a new built-in CA; default: {@code Latchkey Root CA}. */
  public CertificateAuthorityBuilder commonName(String name) {
    this.commonName = name;
    return this;
  }

  /** Sets the organization of a new built-in CA; default: none. */
  public CertificateAuthorityBuilder organization(String name) {
    this.organization = Optional.of(name);
    return this;
  }

  /** Sets the validity of each new root of the built-in CA; default: 3650 days. */
  public CertificateAuthorityBuilder validity(Period period) {
    this.validity = period;
    return this;
  }

  /** Sets the validity if a request names none; default: 365 days, or the lower maximum. */
  public CertificateAuthorityBuilder certificateValidity(Duration duration) {
    this.certificateValidity = Optional.of(duration);
    return this;
  }

  /** Sets the longest validity that a request can name; default: 365 days. */
  public CertificateAuthorityBuilder maxCertificateValidity(Duration duration) {
    this.maxCertificateValidity = duration;
    return this;
  }

  /**
   * Sets how long before the end of the root a rotation begins by itself; default: twice {@link
   * #retireAfter}, and not in the first half of the validity of the root.
   */
  public CertificateAuthorityBuilder rotateBefore(Duration duration) {
    this.rotateBefore = Optional.of(duration);
    return this;
  }

  /**
   * Sets how long a new root is announced before the CA switches to it, and how long the former key
   * exists after the switch; default: {@link #maxCertificateValidity}, or until the last recorded
   * certificate ends if that is later. The phases are shorter if the former root ends before that,
   * or if the new root is short-lived.
   */
  public CertificateAuthorityBuilder retireAfter(Duration duration) {
    this.retireAfter = Optional.of(duration);
    return this;
  }

  /** Sets the names that certificates can contain; default: all. */
  public CertificateAuthorityBuilder namePolicy(NamePolicy policy) {
    this.namePolicy = policy;
    return this;
  }

  /**
   * Sets the DNS names and IP addresses of the server that runs the authority; default: none. The
   * authority certifies them only for callers with a {@link NamePrivilege}. Loopback names are
   * ignored.
   */
  public CertificateAuthorityBuilder reservedNames(Collection<String> names) {
    this.reservedNames = ReservedNames.of(names);
    return this;
  }

  /**
   * Limits the certificates per caller identity and hour; at least 1; default: {@value
   * #DEFAULT_SIGNATURES_PER_HOUR}. The counts are in memory. Certificates of the server that runs
   * the authority do not count.
   */
  public CertificateAuthorityBuilder signaturesPerHour(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("signaturesPerHour must be at least 1, not " + limit);
    }
    this.signaturesPerHour = OptionalInt.of(limit);
    return this;
  }

  /** Removes the limit on signatures. One caller can then fill the disk. */
  public CertificateAuthorityBuilder unlimitedSignatures() {
    this.signaturesPerHour = OptionalInt.empty();
    return this;
  }

  /**
   * Sets the crypto provider that signs certificates and verifies the signatures of requests;
   * default: {@code auto}.
   *
   * @param name {@code auto}, {@code jdk}, {@code bc}, {@code accp} or {@code conscrypt}
   * @throws IllegalArgumentException if there is no such name, or the provider is not on the class
   *     path or does not work; the message says what to do
   */
  public CertificateAuthorityBuilder cryptoProvider(String name) {
    CryptoProvider named = CryptoProvider.named(name);
    this.crypto = () -> named;
    return this;
  }

  /**
   * Sets how long the record keeps a certificate after its end; default: 400 days. Certificates
   * that ended longer ago are removed once an hour, together with their revocation.
   *
   * @throws IllegalArgumentException if the time is shorter than a day
   */
  public CertificateAuthorityBuilder keep(Duration afterExpiry) {
    if (afterExpiry.compareTo(MIN_KEEP) < 0) {
      throw new IllegalArgumentException("keep must be at least one day, not " + afterExpiry);
    }
    this.keep = afterExpiry;
    return this;
  }

  /**
   * Sets the validity of revocation lists; at least one minute; default: one day. A list is signed
   * again at half its validity.
   */
  public CertificateAuthorityBuilder revocationListValidity(Duration duration) {
    if (duration.compareTo(MIN_LIST_VALIDITY) < 0) {
      throw new IllegalArgumentException(
          "The validity of revocation lists must be at least %s, not %s"
              .formatted(MIN_LIST_VALIDITY, duration));
    }
    this.revocationListValidity = duration;
    return this;
  }

  /**
   * Sets the URL in certificates below which clients find the revocation lists, the CA certificate
   * and OCSP; default: none, and certificates without these addresses.
   *
   * @param base {@code http} or {@code https}, such as {@code http://ca.example.org:8080}
   */
  public CertificateAuthorityBuilder distributionUrl(URI base) {
    this.distribution = Optional.of(DistributionAddresses.at(base));
    return this;
  }

  /** Sets the clock, which never leaps ahead; default: the clock of the system, which may. */
  public CertificateAuthorityBuilder clock(Clock source) {
    this.clock = source;
    return this;
  }

  /**
   * Opens the authority. At the first start, the method creates the database and the CA. It never
   * overwrites an existing CA.
   *
   * @throws AuthorityUnavailableException if a value is invalid, the database or the CA cannot be
   *     used, or a part of an existing CA is missing
   */
  public CertificateAuthority open() throws AuthorityUnavailableException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ValidityRule.check(certificateValidity, maxCertificateValidity);
    RootProfile rootProfile = new RootProfile(commonName, organization, validity);
    RotationTimes times = new RotationTimes(rotateBefore, retireAfter, maxCertificateValidity);
    times.check(validity, now);
    Optional<Issuer> customIssuer = custom.map(ca -> ca.load(keyPassphrase, now));
    Database database = opener.get();
    try {
      CryptoProvider provider = crypto.get();
      IssuerStore issuers = new IssuerStore(database);
      BiFunction<Issuer, ValidityPeriod, Signer> signers =
          (issuer, period) -> signer(issuer.using(provider), period, issuers);
      AuthorityKeys keys =
          customIssuer.isPresent()
              ? new CustomKeys(signers.apply(customIssuer.get(), customIssuer.get().validity()))
              : builtIn(database, rootProfile, times, signers).start();
      return open(database, issuers, keys);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  private CertificateAuthority open(Database database, IssuerStore issuers, AuthorityKeys keys) {
    try {
      LOG.debug("The CA signs with the crypto provider {}", keys.current().providerName());
      CertificateStore store = new CertificateStore(database, clock);
      database.removeAfter(keep, clock);
      RevocationStore revocationStore = new RevocationStore(database);
      Revocations revocations =
          Revocations.start(revocationStore, keys, revocationListValidity, clock);
      return new RecordingAuthority(
          database,
          store,
          keys,
          new SignatureRate(signaturesPerHour),
          revocations,
          new OcspResponder(keys, revocations, revocationStore, store, issuers, clock),
          new DelegatedKeys(
              Delegation.CMP, store, issuers, revocations::isRevoked, distribution, clock),
          clock);
    } catch (RuntimeException | Error e) {
      keys.close();
      throw e;
    }
  }

  private BuiltInKeys builtIn(
      Database database,
      RootProfile profile,
      RotationTimes times,
      BiFunction<Issuer, ValidityPeriod, Signer> signers) {
    KeyCustody stored =
        new PassphraseCustody(
            directory, database.name(), keyPassphrase, keyIterations, crypto.get());
    KeyCustody custody =
        keystore
            .<KeyCustody>map(uri -> new Pkcs11Custody(new Pkcs11Token(uri, keyPassphrase), stored))
            .orElse(stored);
    BuiltInCa ca =
        new BuiltInCa(directory, new GenerationStore(database), custody, keyType, profile);
    return new BuiltInKeys(ca, times, signers, clock, ClockBound.nanoTime(clock));
  }

  private Signer signer(Issuer issuer, ValidityPeriod period, IssuerStore issuers) {
    return new Signer(
        issuer,
        issuers.record(issuer.chain(), clock.instant().truncatedTo(ChronoUnit.MILLIS)),
        new IssuancePolicy(
            namePolicy,
            reservedNames,
            NameConstraintsRule.of(issuer.chain()),
            ValidityRule.of(certificateValidity, maxCertificateValidity, period),
            crypto.get()),
        distribution);
  }
}
