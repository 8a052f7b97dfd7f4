/**
 * The component side: {@link io.latchkey.client.TrustBootstrap} authenticates a CA with the
 * pre-shared key, {@link io.latchkey.client.RenewingCertificate} gets a certificate from it and
 * renews it, and {@link io.latchkey.client.TokenSource} provides tokens for calls to other
 * components.
 */
@NullMarked
package io.latchkey.client;

import org.jspecify.annotations.NullMarked;
