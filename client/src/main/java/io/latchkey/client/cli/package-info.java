/** The commands of the component side in {@code latchkey-cli.jar}. */
@NullMarked
package io.latchkey.client.cli;

import org.jspecify.annotations.NullMarked;
