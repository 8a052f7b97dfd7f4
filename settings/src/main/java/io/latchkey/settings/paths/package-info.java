/**
 * Rules about the paths of requests, as settings describe them: open paths, roles, and the form of
 * a path that every server reads in the same way. The filter applies the rules; the command line
 * tool explains them.
 */
@NullMarked
package io.latchkey.settings.paths;

import org.jspecify.annotations.NullMarked;
