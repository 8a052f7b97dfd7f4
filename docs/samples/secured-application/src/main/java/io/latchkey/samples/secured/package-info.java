/** A ledger that the server secures: Jakarta Security authenticates its tokens. */
package io.latchkey.samples.secured;
