package io.latchkey.ca.store;

import static io.latchkey.ca.policy.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CallerIdentity;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.IssuanceTerms;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.RecordedCaller;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that an earlier version has made. */
class SchemaMigrationTest {
  private static final String BEFORE_CALLER_IDENTITIES = "2";

  @TempDir Path temporary;

  @Test
  void recordsFromBeforeCallerIdentities_areKeptForAdmins() throws Exception {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:before-identities;DB_CLOSE_DELAY=-1");
    migrateTo(BEFORE_CALLER_IDENTITIES, database);
    IssuedCertificate signed = sign();
    record(database, signed);

    try (DataDirectory directory = DataDirectory.open(temporary.resolve("new"));
        CertificateAuthority ca =
            new CertificateAuthorityBuilder(directory).dataSource(database).open()) {
      IssuedCertificate kept = ca.find(signed.serial()).orElseThrow();

      assertThat(kept.pem()).isEqualTo(signed.pem());
      assertThat(kept.requestedBy())
          .isEqualTo(new RecordedCaller("unknown", "w", Optional.empty(), Optional.empty()));
      assertThat(kept.isOf(new CallerIdentity("psk", "w"))).isFalse();
    }
  }

  private static void migrateTo(String version, JdbcDataSource database) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:io/latchkey/ca/migrations")
        .table("latchkey_schema_history")
        .target(version)
        .load()
        .migrate();
  }

  private IssuedCertificate sign() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("old"));
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      return ca.sign(request().dns("h.local").build(), IssuanceTerms.of("w"));
    }
  }

  private static void record(JdbcDataSource database, IssuedCertificate signed) throws Exception {
    try (Connection connection = database.getConnection()) {
      Sql.update(
          connection,
          "INSERT INTO latchkey_issuer (fingerprint, chain, created_at) VALUES (?, ?, ?)",
          "issuer",
          signed.pemChain().lines().collect(Collectors.joining("\n")),
          signed.issuedAt());
      Sql.update(
          connection,
          "INSERT INTO latchkey_certificate (serial, issuer, fingerprint, caller, issued_at,"
              + " not_before, not_after, pem) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          signed.serial(),
          "issuer",
          signed.fingerprint(),
          "w",
          signed.issuedAt(),
          signed.notBefore(),
          signed.notAfter(),
          signed.pem());
    }
  }
}
