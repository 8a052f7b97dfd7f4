/**
 * Callers that request certificates: who they are, what their key allows, where a request came from
 * and how the store records it.
 */
@NullMarked
package io.latchkey.ca.caller;

import org.jspecify.annotations.NullMarked;
