/**
 * The same cases on every server. A case asks for the {@link io.latchkey.integration.Server} or for
 * an application on it as a parameter, and knows nothing else of the server; {@link
 * io.latchkey.integration.ServerUnderTest} says which ones there are.
 */
package io.latchkey.integration;
