package io.latchkey.samples.secured;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;

/** What the application's expressions ask for. */
@Named
@ApplicationScoped
public class LedgerSettings {
  /** What needs no token. */
  public List<String> getOpenPaths() {
    return List.of("GET /balance");
  }
}
