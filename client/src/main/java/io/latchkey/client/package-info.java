/**
 * The component side: {@link io.latchkey.client.TrustBootstrap} comes to trust a CA through the
 * pre-shared key, {@link io.latchkey.client.RenewingCertificate} gets a certificate from it and
 * keeps it fresh, {@link io.latchkey.client.TokenSource} has tokens to call others with.
 */
@NullMarked
package io.latchkey.client;

import org.jspecify.annotations.NullMarked;
