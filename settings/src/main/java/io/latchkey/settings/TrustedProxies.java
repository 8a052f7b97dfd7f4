package io.latchkey.settings;

import io.latchkey.base.net.CidrBlock;
import io.latchkey.base.text.Printable;
import java.util.List;

/** Reads {@link Setting#TRUSTED_PROXIES}, such as {@code 10.0.0.0/8, 2001:db8::/32}. */
@SuppressWarnings("exports") // only modules of this project read the blocks
public final class TrustedProxies {
  private TrustedProxies() {}

  /**
   * Returns the addresses of the proxies that are trusted; by default none.
   *
   * @throws SettingsException if an entry is not an address or a CIDR block
   */
  public static List<CidrBlock> of(Settings settings) {
    return settings.list(Setting.TRUSTED_PROXIES).orElse(List.of()).stream()
        .map(entry -> block(settings, entry))
        .toList();
  }

  private static CidrBlock block(Settings settings, String entry) {
    try {
      return CidrBlock.parse(entry);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(
          Setting.TRUSTED_PROXIES,
          "has the entry '%s', which is not an address or a block without bits beyond its prefix, such as 10.0.0.0/8"
              .formatted(Printable.line(entry)));
    }
  }
}
