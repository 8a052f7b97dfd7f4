package io.latchkey.ca;

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
 * A certificate authority in this process. It signs the requests that its policy allows, and
 * records each certificate. {@link #builder} opens one.
 *
 * <p>Safe for use by several threads. Methods that use the store throw {@link
 * AuthorityUnavailableException} when the database fails.
 */
public interface CertificateAuthority extends TrustedAuthority {
  /**
   * Begins to describe an authority.
   *
   * @param directory where it keeps its database and its passphrase; it must stay open for as long
   *     as the authority, and is not closed with it
   */
  static Builder builder(DataDirectory directory) {
    return new Builder(directory);
  }

  /** The most that {@link #countEnding} counts. */
  int MAX_COUNT = 10_000;

  /**
   * Puts a request through the rules, signs a certificate for it and records that. It returns only
   * when the record is on disk.
   *
   * @throws IssuanceRefusedException if a rule stands against it; nothing is recorded then, and a
   *     one-time permission is not used up
   * @throws AuthorityUnavailableException if the store fails; the certificate may then be in the
   *     record, but nobody has it
   */
  IssuedCertificate sign(SigningRequest request, IssuanceTerms terms)
      throws IssuanceRefusedException;

  /** The certificate with that serial: hex in either case, leading zeros allowed. */
  Optional<IssuedCertificate> find(String serialHex);

  /** The certificate with that SHA-256 fingerprint, as {@code AB:CD:…}. */
  Optional<IssuedCertificate> findByFingerprint(String fingerprint);

  /** A page of the record, newest first. */
  CertificatePage list(CertificateQuery query);

  /** Whether the store answers. */
  boolean isReady();

  /**
   * Looks at the store, the clocks and the key, which signs something for that. Costs a signature
   * and a query; whoever lets strangers ask keeps the answer for a while.
   */
  AuthorityHealth health();

  /**
   * How many certificates on record end in a time, those that were replaced since included.
   *
   * @param from the begin, which is in it
   * @param to the end, which is not
   * @return at most {@value #MAX_COUNT}, which stands for that many or more
   */
  int countEnding(Instant from, Instant to);

  /** Closes the store, except a data source that was given. The data directory stays open. */
  @Override
  void close();

  /** Describes an authority. Every setting is optional. */
  final class Builder {
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

    private Builder(DataDirectory directory) {
      this.directory = directory;
      this.opener = () -> Databases.embedded(directory);
    }

    /** The database to keep the record in; default: H2 in the data directory. It is not closed. */
    public Builder dataSource(DataSource dataSource) {
      this.opener = () -> Databases.of(dataSource);
      return this;
    }

    /** The database to keep the record in; default: H2 in the data directory. */
    public Builder jdbc(String url, Optional<String> user, Optional<String> password) {
      this.opener = () -> Databases.at(url, user, password);
      return this;
    }

    /**
     * Decrypts the CA's key. Default for the built-in CA: what file {@code ca.pass} in the data
     * directory holds, which is made at the first start; for a custom CA: its key is not encrypted.
     */
    public Builder keyPassphrase(String passphrase) {
      this.keyPassphrase = Optional.of(passphrase);
      return this;
    }

    /**
     * A CA of your own instead of the built-in one.
     *
     * @param certificate the signing certificate, then those above it up to the root
     * @param key its private key: PKCS#8, PKCS#1 or SEC 1, plain or encrypted
     */
    public Builder custom(PemText certificate, PemText key) {
      this.custom = Optional.of(new CustomCa(certificate, key));
      return this;
    }

    /** The kind of key a new built-in CA gets; default: EC P-256. One that exists keeps its own. */
    public Builder keyType(KeyType type) {
      this.keyType = type;
      return this;
    }

    /** The common name of a new built-in CA; default: {@code Latchkey Root CA}. */
    public Builder commonName(String name) {
      this.commonName = name;
      return this;
    }

    /** The organization of a new built-in CA; default: none. */
    public Builder organization(String name) {
      this.organization = Optional.of(name);
      return this;
    }

    /** How long a new built-in CA is valid; default: 3650 days. */
    public Builder validity(Period period) {
      this.validity = period;
      return this;
    }

    /** How long certificates are valid when nobody asks otherwise; default: 365 days. */
    public Builder certificateValidity(Duration duration) {
      this.certificateValidity = duration;
      return this;
    }

    /** The longest validity that can be asked for; default: 365 days. */
    public Builder maxCertificateValidity(Duration duration) {
      this.maxCertificateValidity = duration;
      return this;
    }

    /** Which names may be certified; default: all. */
    public Builder namePolicy(NamePolicy policy) {
      this.namePolicy = policy;
      return this;
    }

    /**
     * The DNS names and IP addresses of the server that runs the authority; default: none. They are
     * signed only with a {@link NamePrivilege}. Loopback names are passed over.
     */
    public Builder reservedNames(Collection<String> names) {
      this.reservedNames = ReservedNames.of(names);
      return this;
    }

    /**
     * How many certificates each caller identity may have signed in an hour, counted in memory; at
     * least 1; default: {@value #DEFAULT_SIGNATURES_PER_HOUR}. The server's own certificates do not
     * count.
     */
    public Builder signaturesPerHour(int limit) {
      if (limit < 1) {
        throw new IllegalArgumentException("signaturesPerHour must be at least 1, not " + limit);
      }
      this.signaturesPerHour = OptionalInt.of(limit);
      return this;
    }

    /** Lifts the limit on signatures: one caller can then fill the disk. */
    public Builder unlimitedSignatures() {
      this.signaturesPerHour = OptionalInt.empty();
      return this;
    }

    /** What time it is; default: the system's clock. */
    public Builder clock(Clock source) {
      this.clock = source;
      return this;
    }

    /**
     * Opens the authority; at the first start, its database and its CA are made.
     *
     * @throws AuthorityUnavailableException if a value makes no sense, the database or the CA
     *     cannot be used, or the CA that should be there is not; nothing is ever overwritten
     */
    public CertificateAuthority open() throws AuthorityUnavailableException {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      ValidityRule.check(certificateValidity, maxCertificateValidity);
      RootProfile rootProfile = new RootProfile(commonName, organization, validity);
      Optional<Issuer> customIssuer = custom.map(ca -> ca.load(keyPassphrase, now));
      Database database = opener.get();
      try {
        SchemaMigration.run(database);
        IssuerStore issuers = new IssuerStore(database);
        Issuer issuer =
            customIssuer.orElseGet(
                () ->
                    new BuiltInCa(directory, issuers, database.name(), keyPassphrase)
                        .loadOrCreate(keyType, rootProfile, now));
        issuers.record(issuer.chain(), now);
        ValidityRule validityRule =
            new ValidityRule(certificateValidity, maxCertificateValidity, issuer.validity());
        CertificateStore store = new CertificateStore(database);
        return new RecordingAuthority(
            database,
            store,
            issuer,
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
}
