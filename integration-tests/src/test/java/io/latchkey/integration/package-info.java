/**
 * Test cases that run on every server. A case gets the {@link io.latchkey.integration.Server} or an
 * application on it as a parameter and depends on no other part of the server. {@link
 * io.latchkey.integration.ServerUnderTest} lists the servers.
 */
package io.latchkey.integration;
