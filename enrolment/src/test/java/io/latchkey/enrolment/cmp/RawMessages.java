package io.latchkey.enrolment.cmp;

import io.latchkey.base.der.Der;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIHeader;

/** Authentic messages whose bodies have any content. */
final class RawMessages {
  private static final int CONTEXT_0 = 0xa0;
  private static final int LAST_SHORT_TAG = 30;

  private RawMessages() {}

  /** Makes a message that the secret of a client protects. */
  static byte[] protectedBy(CmpClient client, int type, byte[] content) throws Exception {
    PKIHeader header =
        client
            .message(new PKIBody(PKIBody.TYPE_CONFIRM, DERNull.INSTANCE))
            .build(client.mac(client.secret()))
            .getHeader();
    byte[] body = Der.element(CONTEXT_0 | Math.min(type, LAST_SHORT_TAG), content);
    byte[] part = Der.element(Der.SEQUENCE, header.getEncoded("DER"), body);
    MacAlgorithm algorithm = MacAlgorithm.of(header.getProtectionAlg());
    byte[] protection = algorithm.mac(algorithm.key(client.secret()), part);
    byte[] bits = Der.element(Der.BIT_STRING, new byte[] {0}, protection);
    return Der.element(Der.SEQUENCE, header.getEncoded("DER"), body, Der.element(CONTEXT_0, bits));
  }
}
