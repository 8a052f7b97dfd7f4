package io.latchkey.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs programs of the operating system. */
public final class Tools {
  private Tools() {}

  /** Returns the output of a program without white space at its ends; empty if it does not run. */
  public static String output(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      return "";
    }
  }
}
