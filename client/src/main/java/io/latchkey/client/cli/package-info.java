/** The command line of the component side, {@code latchkey-cli.jar}. */
@NullMarked
package io.latchkey.client.cli;

import org.jspecify.annotations.NullMarked;
