/**
 * The command line tool {@code latchkey-cli.jar}: all commands of the client, and {@code store}.
 */
@NullMarked
package io.latchkey.cli;

import org.jspecify.annotations.NullMarked;
