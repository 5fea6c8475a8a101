/**
 * What a connector to an ERP is. This file is the whole contract: plain types without a word of ours behind them, so that
 * whoever writes a connector needs nothing else.
 *
 * Plinth decides when something is pushed or pulled, keeps what both sides looked like when they were last in step, calls
 * again what failed, and asks a person where both sides changed. A connector knows one ERP: how its objects look (`map`),
 * how one gets there exactly once (`push`), what changed there (`pull`), and how a person's choice is carried out
 * (`resolve`). It holds no state and opens no connection of its own: every call goes through `ErpCalls.send`.
 */

/** The kinds of objects that travel. A connection carries those that its `allows` names. */
export const erpKinds = ["customers", "products", "orders", "payments"] as const;
export type ErpKind = (typeof erpKinds)[number];

/** Names one object of ours. */
export type Reference = { kind: ErpKind; id: string };

// Objects of ours look as they do in the API: integer minor units beside a currency, unit prices and percentages as
// decimal text, dates as YYYY-MM-DD.

export type OurCustomer = Reference & {
  kind: "customers";
  version: number;
  name: string;
  status: "active" | "on_hold" | "archived";
  tax_id: string | null;
  country: string;
  currency: string;
  payment_terms_days: number;
  external_reference: string | null;
};

export type OurProduct = Reference & {
  kind: "products";
  version: number;
  sku: string;
  name: string;
  description: string | null;
  unit: string;
  tax_category: string;
  status: "active" | "discontinued";
  prices: { currency: string; unit_price: string }[];
  external_reference: string | null;
};

export type OurOrder = Reference & {
  kind: "orders";
  version: number;
  number: string;
  customer_id: string;
  status: "placed" | "confirmed" | "shipped" | "returned" | "cancelled";
  currency: string;
  customer_reference: string | null;
  /** The day of the order in the organization's time zone. */
  placed_on: string;
  subtotal_minor: number;
  tax_minor: number;
  total_minor: number;
  lines: OurOrderLine[];
};

export type OurOrderLine = {
  position: number;
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  unit_price: string;
  discount_percent: string;
  tax_rate_percent: string;
  net_minor: number;
};

export type OurPayment = Reference & {
  kind: "payments";
  version: number;
  order_id: string;
  customer_id: string;
  currency: string;
  amount_minor: number;
  /** The day on which the money came, in the organization's time zone. */
  received_on: string;
  /** What the bank or the payment service calls it. */
  reference: string;
};

export type OurObject = OurCustomer | OurProduct | OurOrder | OurPayment;

/** A value of JSON. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

/** Fields of theirs under their names, at the first level. A list or an object in it counts as one field. */
export type Fields = { [name: string]: Value };

/** An object of theirs. */
export type TheirObject = {
  /** What their address of it ends in; never changes. */
  externalId: string;
  /** What their unique field says: the id of our object. Undefined where it is not one that we pushed. */
  ourId: string | undefined;
  /** What people there call it. */
  number: string | null;
  /** Where it stands, in their words. */
  status: string | null;
  /** Differs whenever the object does; sorts as their changes do. */
  version: string | null;
  /** Nobody has touched it since it was made through us. Absent: it cannot be told. */
  untouched?: boolean;
  /** What `map` speaks of, as it is there now. What a list does not show is absent. */
  fields: Fields;
};

/** A short digest of each field, to tell later whether it changed. Values are not kept. */
export type Marks = { [field: string]: string };

/** How the two sides looked when they were last in step: `ours` as `map` wrote it, `theirs` as they showed it. */
export type Base = { ours: Marks; theirs: Marks };

/** What is to be there. */
export type Wish = {
  kind: ErpKind;
  /** The id of our object: the value of their unique field. */
  id: string;
  /** What `map` made of it. */
  fields: Fields;
  /** Known from the last time; undefined where it was never acknowledged. It may be there all the same. */
  externalId: string | undefined;
  base: Base | undefined;
  /** Makes it where it is not there. False for what is of no use there, such as an order that was cancelled here. */
  make: boolean;
  /**
   * A person looked at both sides and decided for ours: about this version of theirs, and about no later one. A null
   * version is that of an object which they removed.
   */
  decided: { version: string | null } | undefined;
};

/** How a push ended. `base` is there when both sides are in step now. */
export type Pushed =
  | { outcome: "created" | "updated" | "unchanged"; theirs: TheirObject; base?: Base }
  /** It is not there and was not to be made. */
  | { outcome: "absent" }
  /** Both sides changed since the base; nothing was written. `theirs` is undefined where it is gone. */
  | {
      outcome: "conflict";
      theirs: TheirObject | undefined;
      oursChanged: string[];
      theirsChanged: string[];
    };

/** A page of what changed there, oldest change first. */
export type Page = {
  objects: TheirObject[];
  /** Opaque: handed in the next time. It is kept together with what was taken in, so that a crash loses neither. */
  cursor: string;
  /** There is more: ask again at once. */
  more: boolean;
};

export type Side = "ours" | "theirs";

/** Asked for or answered over HTTP. Whatever status they answer is an answer. */
export type ErpRequest = {
  method: "GET" | "POST" | "PUT" | "PATCH";
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** How long an answer may take. */
  timeoutMs: number;
};
export type ErpAnswer = {
  status: number;
  headers: { get(name: string): string | null };
  body: string;
};

/** What a connector may reach while it works. */
export type ErpCalls<Configuration> = {
  configuration: Configuration;
  /** What the connection is for. */
  kinds: readonly ErpKind[];
  /** Clear text, for the time of the call. Never to be put into an address, an error or a log. */
  credentials: Record<string, string>;
  /**
   * Sends a request. Never repeated by itself.
   * @throws ErpUnanswered when no answer came, and the request may have reached them and may even now be carried out;
   *   anything else keeps calls from being made, and is to be left alone.
   */
  send(request: ErpRequest): Promise<ErpAnswer>;
};

/**
 * A call that went wrong. The organization reads `code` and `detail`: never put a secret, an address or the text of an
 * answer there.
 */
export class ErpFailure extends Error {
  override name: string = "ErpFailure";
  readonly code: string;
  readonly detail: string;
  /** False: it stays as it is until a person does something about it. */
  readonly retryable: boolean;
  /** It must not be called again before: what was asked may still be under way there. */
  readonly retryAfterMs: number | undefined;

  /** @param code stable snake case @param detail a sentence */
  constructor(
    code: string,
    detail: string,
    {
      retryable = true,
      retryAfterMs,
      cause,
    }: { retryable?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, { cause });
    this.code = code;
    this.detail = detail;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A request that was not answered in time, or whose connection broke. */
export class ErpUnanswered extends ErpFailure {
  override name = "ErpUnanswered";

  constructor(cause?: unknown, detail = "The ERP did not answer in time.") {
    super("erp_unanswered", detail, { cause });
  }
}

export type ErpConnector<Configuration = unknown> = {
  /** Stable: connections name it. */
  name: string;
  title: string;
  describe: string;
  kinds: readonly ErpKind[];
  /** JSON Schema of what a connection is configured by, and of its credentials (texts only). */
  configuration: object;
  credentials: object;
  /** Mistakes that a schema cannot see. `pointer` (RFC 6901) leads into the configuration. */
  check?(configuration: Configuration): { pointer: string; detail: string }[];

  /** What must be there before this can be. They are pushed first, and `map` is told their names. */
  needs(object: OurObject, configuration: Configuration): Reference[];

  /**
   * Ours as theirs. Pure: the same object gives the same fields, and what is not among them is never touched.
   * @param known their id of what `needs` named
   * @throws ErpFailure that is not retryable for what cannot be said in the ERP, such as an order in a currency without an
   *   account
   */
  map(object: OurObject, known: (reference: Reference) => string, configuration: Configuration): Fields;

  /**
   * Sees to it that the object is there, once, with these fields.
   *
   * Plinth pushes an object from one place at a time. Before anything is made or changed the object is looked up by their
   * unique field: what an earlier call did without being acknowledged is found and not done twice. After a call that may
   * still be under way there, throw an ErpFailure that says in `retryAfterMs` when they will have ended it: who looks
   * sooner finds nothing, makes it again, and has it twice. What both sides changed since `base` is answered as a
   * conflict, and nothing is written.
   * @throws ErpFailure
   */
  push(wish: Wish, calls: ErpCalls<Configuration>): Promise<Pushed>;

  /**
   * What changed there since the cursor; undefined is from the beginning. Must lose nothing that changes while the pages
   * are read; it may show an object again.
   * @throws ErpFailure
   */
  pull(kind: ErpKind, cursor: string | undefined, calls: ErpCalls<Configuration>): Promise<Page>;

  /**
   * Carries out what a person decided in a conflict: `ours` writes our fields over theirs; `theirs` leaves the ERP as it
   * is and takes that for the new base, so that what differs there is not written over by the next change here.
   * @throws ErpFailure
   */
  resolve(take: Side, wish: Wish, calls: ErpCalls<Configuration>): Promise<Pushed>;

  /**
   * Whether the connection can do its work: reaches the ERP, may read and write there, finds the unique field.
   * @throws ErpFailure whose detail says what to do
   */
  test(calls: ErpCalls<Configuration>): Promise<void>;
};
