package io.latchkey.jaxrs;

import io.latchkey.ca.TrustedAuthority;
import java.net.URI;

/** The certificate authority of another server, which alone signs and keeps the record. */
public interface RemoteTrustedAuthority extends TrustedAuthority {
  /** The base of that server's paths, such as {@code https://ca.example.org:8900}. */
  URI server();
}
