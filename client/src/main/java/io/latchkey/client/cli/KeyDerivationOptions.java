package io.latchkey.client.cli;

import io.latchkey.tokens.KeyDerivation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How keys are derived from the pre-shared key. Component keys need no such derivation. */
final class KeyDerivationOptions {
  @Option(
      names = "--kdf-iterations",
      paramLabel = "N",
      defaultValue = "${env:LATCHKEY_KDF_ITERATIONS:-" + KeyDerivation.DEFAULT_ITERATIONS + "}",
      description = {
        "latchkey.kdf-iterations of the server. Without effect with a component key.",
        "Default: LATCHKEY_KDF_ITERATIONS, else " + KeyDerivation.DEFAULT_ITERATIONS
      })
  private int iterations;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  KeyDerivation derivation() {
    return Usage.check(mixee, () -> new KeyDerivation(iterations));
  }
}
