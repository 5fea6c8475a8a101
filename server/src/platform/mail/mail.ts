/** What a mail is, how it is kept, and what can go wrong on its way. */
import type { KeyRing } from "#platform/secrets";

export type Mail = {
  /** The name of the template: the only part that is kept readable. */
  kind: string;
  /** One address, without a name. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** In whose name, where that is not the installation's: the address stays the one that is proven. */
  senderName?: string;
  /** Where answers go: one address, without a name. */
  replyTo?: string;
};

/** A way out of the house. */
export type Transport = {
  /**
   * Hands a mail over, or gives up when the signal says so. The same id means the same mail, also after a crash:
   * whoever receives it can recognize a repetition.
   * @throws `NotSent`
   */
  send(mail: Mail, id: string, signal: AbortSignal): Promise<void>;
  /** The mail stays here, to be looked at, instead of leaving. */
  keeps?: true;
};

/** A mail that was not taken. The code names the reason and never holds what a server said: that may repeat an address. */
export class NotSent extends Error {
  override name = "NotSent";
  readonly code: string;
  /** Asking again would be answered the same. */
  readonly permanent: boolean;
  constructor(code: string, { permanent }: { permanent: boolean }) {
    super(code);
    this.code = code;
    this.permanent = permanent;
  }
}

const purpose = "mail";

/** Encrypted, because a mail carries an address and often a link that opens an account. */
export function sealMail(keyRing: KeyRing, mail: Mail): string {
  return keyRing.seal(purpose, JSON.stringify(mail));
}

/** @throws when it was sealed under a secret that is no longer in the ring. */
export function openMail(keyRing: KeyRing, payload: string): Mail {
  return JSON.parse(keyRing.open(purpose, payload)) as Mail; // sealed by us, so it is what `sealMail` was given
}
