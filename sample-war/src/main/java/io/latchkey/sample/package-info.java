/** The sample application: who the caller is, whether the server is well, and a first page. */
@NullMarked
package io.latchkey.sample;

import org.jspecify.annotations.NullMarked;
