package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standalone server with a native crypto provider beside the WAR on the class path. */
class NativeCryptoProviderIT {
  @TempDir Path folder;

  @BeforeEach
  void requirePlatform() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the native provider exists for Linux on x86-64 only");
  }

  @Test
  void providerOnTheClassPath_signs() throws Exception {
    Path data = folder.resolve("data");
    String classPath = LatchkeyProcess.WAR + File.pathSeparator + providerJar();
    try (LatchkeyProcess server =
        LatchkeyProcess.run(
            Map.of(),
            LatchkeyProcess.java(
                "-cp",
                classPath,
                "io.latchkey.server.launcher.Launcher",
                "--port",
                "0",
                "--host",
                "localhost",
                "--data-dir",
                data.toString()))) {
      server.awaitReady();
      KnownSecrets.add(Files.readString(data.resolve("psk")).strip());
      assertThat(Client.of(server, data).get("/health/ready").body())
          .contains("\"cryptoProvider\":\"AmazonCorrettoCryptoProvider\"");
    }
  }

  private static Path providerJar() throws Exception {
    return Path.of(
        AmazonCorrettoCryptoProvider.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI());
  }
}
