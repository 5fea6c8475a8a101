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
   * @returns how whoever takes it calls it from then on, where they say so @throws `NotSent`
   */
  send(mail: Mail, id: string, signal: AbortSignal): Promise<string | undefined>;
  /** The mail stays here, to be looked at, instead of leaving. */
  keeps?: true;
  /** So long a mail under an id that it has seen is not sent again; absent: it keeps no account of ids. */
  knowsIdsMs?: number;
};

/** A mail that was not taken. The code names the reason and never holds what a server said: that may repeat an address. */
export class NotSent extends Error {
  override name = "NotSent";
  readonly code: string;
  /** Asking again would be answered the same. */
  readonly permanent: boolean;
  /** Nobody knows: no answer came, or one that does not say. It may have left all the same. */
  readonly unknown: boolean;
  /** Not before this long from now, where they said so. */
  readonly afterMs: number | undefined;
  constructor(
    code: string,
    {
      permanent,
      unknown = false,
      afterMs,
    }: { permanent: boolean; unknown?: boolean; afterMs?: number | undefined },
  ) {
    super(code);
    this.afterMs = afterMs;
    this.code = code;
    this.permanent = permanent;
    this.unknown = unknown;
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
