package io.latchkey.ca.store;

import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.CertificateStatus;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.RevocationReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Reads certificates that the store has written. Parses each issuer's chain once. Safe for use by
 * several threads.
 */
final class StoredCertificates {
  /** The columns that {@link #read} reads, without a condition. */
  static final String SELECT =
      "SELECT c.id, k.kind, k.name, c.caller_key, c.address, c.protocol, c.issued_at, c.der, c.issuer,"
          + " i.chain, c.caller, r.revoked_at, r.reason"
          + " FROM latchkey_certificate c"
          + " JOIN latchkey_caller k ON k.id = c.caller"
          + " JOIN latchkey_issuer i ON i.id = c.issuer"
          + RevocationSql.JOIN;

  private final Map<Long, List<X509Certificate>> chains = new ConcurrentHashMap<>();

  IssuedCertificate read(ResultSet row) throws SQLException {
    long issuer = row.getLong("issuer");
    List<X509Certificate> chain = chains.get(issuer);
    if (chain == null) {
      chain = parse(row.getString("chain"));
      chains.put(issuer, chain);
    }
    IssuedCertificate issued =
        IssuedCertificate.of(
            parse(row.getBytes("der")),
            chain,
            new RecordedCaller(
                row.getString("kind"),
                row.getString("name"),
                Optional.ofNullable(row.getString("caller_key")),
                Optional.ofNullable(row.getString("address")),
                Optional.ofNullable(row.getString("protocol"))),
            Sql.instant(row, "issued_at"));
    int reason = row.getInt("reason");
    return row.wasNull()
        ? issued
        : issued.withStatus(
            new CertificateStatus(
                Optional.of(
                    new Revocation(Sql.instant(row, "revoked_at"), RevocationReason.of(reason))),
                false));
  }

  /** Whether one of a certificate's names, its common names included, has this folded form. */
  static boolean hasName(IssuedCertificate issued, String folded) {
    return Stream.of(
            issued.dnsNames(),
            issued.ipAddresses(),
            issued.uris(),
            commonNames(issued.certificate()))
        .flatMap(List::stream)
        .anyMatch(name -> LookupTerm.folded(name).equals(folded));
  }

  static List<String> commonNames(X509Certificate certificate) {
    X500Name subject = Certificates.subject(certificate);
    return Arrays.stream(subject.getRDNs())
        .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
        .filter(attribute -> attribute.getType().equals(BCStyle.CN))
        .map(AttributeTypeAndValue::getValue)
        .map(IETFUtils::valueToString)
        .toList();
  }

  private static X509Certificate parse(byte[] der) {
    try {
      return Certificates.parse(der);
    } catch (CertificateException e) {
      throw new IllegalStateException("A certificate in the database is malformed", e);
    }
  }

  /**
   * Reads certificates in PEM.
   *
   * @throws IllegalStateException if the text is malformed, because the database was damaged
   */
  static List<X509Certificate> parse(String pem) {
    try {
      return Certificates.parsePem(pem);
    } catch (CertificateException e) {
      throw new IllegalStateException("A certificate in the database is malformed", e);
    }
  }
}
