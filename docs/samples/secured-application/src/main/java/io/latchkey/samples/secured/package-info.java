/** A ledger that its server secures: tokens come in through Jakarta Security. */
package io.latchkey.samples.secured;
