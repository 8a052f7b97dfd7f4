package io.latchkey.server.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.pki.KeyType;
import io.latchkey.server.standalone.Certificates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsignedJarTest {
  private static final String CLASS = "org/example/A.class";
  private static final Attributes.Name SEALED = Attributes.Name.SEALED;

  @TempDir Path folder;
  private Path signed;

  @BeforeEach
  void sign() throws Exception {
    Path plain = folder.resolve("plain.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    Attributes sealed = new Attributes();
    sealed.put(SEALED, "true");
    manifest.getEntries().put("org/example/", sealed);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plain), manifest)) {
      jar.putNextEntry(new ZipEntry(CLASS));
      jar.write("a class".getBytes(StandardCharsets.UTF_8));
      jar.closeEntry();
    }
    signed = folder.resolve("signed.jar");
    KeyPair key = KeyType.EC_P256.generate();
    Instant now = Instant.now();
    CertPath path =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(Certificates.selfSigned(key, now, now.plusSeconds(3600))));
    try (ZipFile jar = new ZipFile(plain.toFile());
        OutputStream file = Files.newOutputStream(signed)) {
      new JarSigner.Builder(key.getPrivate(), path).build().sign(jar, file);
    }
  }

  @Test
  void signedJar_isWrittenWithoutItsSignature() throws Exception {
    Path unsigned = folder.resolve("unsigned.jar");

    UnsignedJar.write(signed, unsigned);

    assertThat(UnsignedJar.isSigned(signed)).isTrue();
    assertThat(UnsignedJar.isSigned(unsigned)).isFalse();
    try (JarFile jar = new JarFile(unsigned.toFile())) {
      assertThat(jar.getInputStream(jar.getEntry(CLASS))).hasContent("a class");
      assertThat(jar.getManifest().getMainAttributes())
          .containsEntry(Attributes.Name.MULTI_RELEASE, "true");
      assertThat(jar.getManifest().getEntries()).containsOnlyKeys("org/example/");
      assertThat(jar.getManifest().getEntries().get("org/example/")).containsOnlyKeys(SEALED);
    }
  }

  @Test
  void jarWithAlteredFile_isRejected() throws Exception {
    try (FileSystem jar = FileSystems.newFileSystem(signed)) {
      Files.writeString(jar.getPath(CLASS), "another class");
    }

    assertThatThrownBy(() -> UnsignedJar.write(signed, folder.resolve("unsigned.jar")))
        .isInstanceOf(IOException.class)
        .hasMessage("the signature of signed.jar is not valid");
  }

  @ParameterizedTest
  @CsvSource({
    "OpenJDK Runtime Environment, true",
    "IBM Semeru Runtime Open Edition, true",
    "Java(TM) SE Runtime Environment, false"
  })
  void runtime_decidesWhetherProvidersNeedASignature(String name, boolean accepted) {
    assertThat(UnsignedJar.isAcceptedBy(name)).isEqualTo(accepted);
  }
}
