package io.latchkey.samples.secured;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;

/** The values for the expressions in the annotation of the application. */
@Named
@ApplicationScoped
public class LedgerSettings {
  /** The paths that need no token. */
  public List<String> getOpenPaths() {
    return List.of("GET /balance");
  }
}
