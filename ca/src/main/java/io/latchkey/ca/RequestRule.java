package io.latchkey.ca;

/** One rule of the issuance pipeline that judges the request by itself. */
interface RequestRule {
  /** Returns if the request keeps the rule. */
  void check(SigningRequest request) throws IssuanceRefusedException;
}
