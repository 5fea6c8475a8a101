/** Written by `npm run sdk` from the OpenAPI document of this version: not edited by hand. */

/** A version of an object: its number, its ETag, or the object as it was read. */
export type Version = number | string | { version?: number };

/** One value, or any of several. */
export type OneOrMore<Value> = Value | readonly Value[];

/** What went wrong, as RFC 9457 has it. Programs read `code`, people read `detail`. */
export type Problem = {
  /** Where this kind of problem is described, relative to this installation. */
  type: string;
  /** The kind of problem in a few words. */
  title: string;
  /** The HTTP status, repeated. */
  status: number;
  /** Identifies the kind of problem; never changes. Codes may be added. */
  code: string;
  /** What was wrong with this request, and what to do about it. */
  detail: string;
  /** Every single mistake, where there may be several. */
  errors?: Array<{
    /** The place: a JSON Pointer (RFC 6901) into the body, or the name of a parameter. */
    pointer: string;
    /** The rule that was broken. */
    code: string;
    /** The mistake in words. */
    detail: string;
  }>;
  /** Names this request in the log; tell it to whoever runs this installation. */
  request_id: string;
};

/** Not allowed. What every problem says, and what is needed to go on. */
export type ProblemForbidden = {
  /** Where this kind of problem is described, relative to this installation. */
  type: string;
  /** The kind of problem in a few words. */
  title: string;
  /** The HTTP status, repeated. */
  status: number;
  /** Identifies the kind of problem; never changes. Codes may be added. */
  code: "forbidden";
  /** What was wrong with this request, and what to do about it. */
  detail: string;
  /** Every single mistake, where there may be several. */
  errors?: Array<{
    /** The place: a JSON Pointer (RFC 6901) into the body, or the name of a parameter. */
    pointer: string;
    /** The rule that was broken. */
    code: string;
    /** The mistake in words. */
    detail: string;
  }>;
  /** Names this request in the log; tell it to whoever runs this installation. */
  request_id: string;
  /** The rule that refused. Only for those who hold `access:explain`. */
  decided_by?: {
    /** `actor`, `permission`, `scope`, `organization`, `field`, `object`, `separation_of_duties`, or `policy`, a rule of the area itself, which the detail says. */
    rule: string;
    /** The permission that is missing. */
    permission?: string;
  };
  /** What would have to be given for it to be allowed, all of it together; empty where nothing would do. Only for those who hold `access:explain`. */
  grants?: Array<{
    /** A permission to hold. */
    permission?: string;
    /** The organization's roles that hold the permission. */
    roles?: Array<string>;
    /** To see the whole organization: a role or a key without a limit. */
    whole_organization?: boolean;
    /** Somebody else does it: nothing can be given to this one. */
    another_person?: boolean;
    /** Somebody is known to hold the key: a person rotates it, or acts in a session instead. */
    known_person?: boolean;
    /** The operator resumes the organization. */
    resume?: boolean;
    /** The actor that it has to be given to: a key, or also whoever's key it is. */
    to?: string;
    /** A customer that the member is to be assigned. */
    customer_assignment?: {
      /** A customer. */
      customer_id: string;
    };
    /** Customers that the key is to see as well. */
    customer_scope?: Array<string>;
  }>;
};

/** A second factor is needed. What every problem says, and what is needed to go on. */
export type ProblemMfaRequired = {
  /** Where this kind of problem is described, relative to this installation. */
  type: string;
  /** The kind of problem in a few words. */
  title: string;
  /** The HTTP status, repeated. */
  status: number;
  /** Identifies the kind of problem; never changes. Codes may be added. */
  code: "mfa_required";
  /** What was wrong with this request, and what to do about it. */
  detail: string;
  /** Every single mistake, where there may be several. */
  errors?: Array<{
    /** The place: a JSON Pointer (RFC 6901) into the body, or the name of a parameter. */
    pointer: string;
    /** The rule that was broken. */
    code: string;
    /** The mistake in words. */
    detail: string;
  }>;
  /** Names this request in the log; tell it to whoever runs this installation. */
  request_id: string;
  /** Stands for the first factor: send it with the second. */
  mfa_token: string;
  /** What may be sent as the second factor: `totp`, `recovery_code`. */
  methods: Array<string>;
};

/** Somebody else must do this. What every problem says, and what is needed to go on. */
export type ProblemSeparationOfDuties = {
  /** Where this kind of problem is described, relative to this installation. */
  type: string;
  /** The kind of problem in a few words. */
  title: string;
  /** The HTTP status, repeated. */
  status: number;
  /** Identifies the kind of problem; never changes. Codes may be added. */
  code: "separation_of_duties";
  /** What was wrong with this request, and what to do about it. */
  detail: string;
  /** Every single mistake, where there may be several. */
  errors?: Array<{
    /** The place: a JSON Pointer (RFC 6901) into the body, or the name of a parameter. */
    pointer: string;
    /** The rule that was broken. */
    code: string;
    /** The mistake in words. */
    detail: string;
  }>;
  /** Names this request in the log; tell it to whoever runs this installation. */
  request_id: string;
  /** The rule that refused. Only for those who hold `access:explain`. */
  decided_by?: {
    /** `actor`, `permission`, `scope`, `organization`, `field`, `object`, `separation_of_duties`, or `policy`, a rule of the area itself, which the detail says. */
    rule: string;
    /** The permission that is missing. */
    permission?: string;
  };
  /** What would have to be given for it to be allowed, all of it together; empty where nothing would do. Only for those who hold `access:explain`. */
  grants?: Array<{
    /** A permission to hold. */
    permission?: string;
    /** The organization's roles that hold the permission. */
    roles?: Array<string>;
    /** To see the whole organization: a role or a key without a limit. */
    whole_organization?: boolean;
    /** Somebody else does it: nothing can be given to this one. */
    another_person?: boolean;
    /** Somebody is known to hold the key: a person rotates it, or acts in a session instead. */
    known_person?: boolean;
    /** The operator resumes the organization. */
    resume?: boolean;
    /** The actor that it has to be given to: a key, or also whoever's key it is. */
    to?: string;
    /** A customer that the member is to be assigned. */
    customer_assignment?: {
      /** A customer. */
      customer_id: string;
    };
    /** Customers that the key is to see as well. */
    customer_scope?: Array<string>;
  }>;
};

/** Where a customer receives goods or invoices. */
export type Address = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The company that receives there. */
  customer_id?: string;
  /** What the address is for. */
  kind?: "billing" | "shipping";
  /** Name on the label, when it is not the customer's. */
  recipient?: string | null;
  /** Street and number. */
  line1?: string;
  /** More of the street address. */
  line2?: string | null;
  /** Town or city. */
  city?: string;
  /** State or region. */
  region?: string | null;
  /** Postal code. */
  postal_code?: string | null;
  /** Country of the address. */
  country?: string;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Only with the permission `customers:see_internal`. */
  external_reference?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The company. Present when expanded. */
  customer?: Customer | null;
};

/** A page of addresses. */
export type AddressList = {
  /** The objects of this page. */
  data: Array<Address>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `addresses.create` takes. */
export type AddressesCreateInput = {
  /** The company that receives there. */
  customer_id: string;
  /** What the address is for. */
  kind: "billing" | "shipping";
  /** Name on the label, when it is not the customer's. */
  recipient?: string | null;
  /** Street and number. */
  line1: string;
  /** More of the street address. */
  line2?: string | null;
  /** Town or city. */
  city: string;
  /** State or region. */
  region?: string | null;
  /** Postal code. */
  postal_code?: string | null;
  /** Country of the address. */
  country: string;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Needs the permission "customers:see_internal". */
  external_reference?: string | null;
};

/** What `addresses.update` takes. */
export type AddressesUpdateInput = {
  /** What the address is for. */
  kind?: "billing" | "shipping";
  /** Name on the label, when it is not the customer's. */
  recipient?: string | null;
  /** Street and number. */
  line1?: string;
  /** More of the street address. */
  line2?: string | null;
  /** Town or city. */
  city?: string;
  /** State or region. */
  region?: string | null;
  /** Postal code. */
  postal_code?: string | null;
  /** Country of the address. */
  country?: string;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Needs the permission "customers:see_internal". */
  external_reference?: string | null;
};

/** A credential for programs. The key itself is shown once, when it is made. */
export type ApiKey = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What the key is for. */
  name?: string;
  /** How the key begins, to recognize it by. */
  prefix?: string;
  /** The role whose permissions the key has. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
  /** Only these permissions of the role; null is all of them. */
  scopes?: Array<string> | null;
  /** The only customers that the key sees; null is all of them. Required for the role buyer. */
  customer_scope?: Array<string> | null;
  /** The service account whose key it is; null is a member's or the organization's own. */
  service_account_id?: string | null;
  /** The member whose key it is: it never holds more than they do and ends with their membership; null is a service account's or the organization's own. */
  user_id?: string | null;
  /** The only addresses that it may be used from, as CIDR ranges; null is anywhere. */
  allowed_ranges?: Array<string> | null;
  /** The version of the API that the key was made for. */
  api_version?: string;
  /** When the key stops working; null is never. */
  expires_at?: string | null;
  /** Until when the secret before the last rotation is still good; null when there is none. */
  previous_expires_at?: string | null;
  /** When the secret was replaced last; null is never. */
  rotated_at?: string | null;
  /** When it was used last, to about a minute; null is never. */
  last_used_at?: string | null;
  /** When the key was revoked. */
  revoked_at?: string | null;
  /** The actor that made the key. */
  created_by?: string;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The service account whose key it is. Present when expanded. */
  service_account?: ServiceAccount | null;
  /** The member whose key it is. Present when expanded. */
  user?: Member | null;
};

/** A page of API keys. */
export type ApiKeyList = {
  /** The objects of this page. */
  data: Array<ApiKey>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `api_keys.create` takes. */
export type ApiKeysCreateInput = {
  /** What the key is for. */
  name: string;
  /** The role whose permissions the key gets; absent is the service account's own if one is named, else `integration`. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
  /** Only these permissions of the role; absent is all of them. */
  scopes?: Array<string>;
  /** The only customers that the key sees; absent is all that you see. Required for the role buyer. */
  customer_scope?: Array<string>;
  /** Makes it a key of this service account, so that it outlives your membership. The role must lie within the account's. Absent: a key of your own. */
  service_account_id?: string;
  /** The only addresses that the key may be used from; absent is anywhere. */
  allowed_ranges?: Array<string>;
  /** When the key stops working; absent is never. */
  expires_at?: string;
};

/** A credential for programs. The key itself is shown once, when it is made. */
export type ApiKeysCreateOutput = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What the key is for. */
  name?: string;
  /** How the key begins, to recognize it by. */
  prefix?: string;
  /** The role whose permissions the key has. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
  /** Only these permissions of the role; null is all of them. */
  scopes?: Array<string> | null;
  /** The only customers that the key sees; null is all of them. Required for the role buyer. */
  customer_scope?: Array<string> | null;
  /** The service account whose key it is; null is a member's or the organization's own. */
  service_account_id?: string | null;
  /** The member whose key it is: it never holds more than they do and ends with their membership; null is a service account's or the organization's own. */
  user_id?: string | null;
  /** The only addresses that it may be used from, as CIDR ranges; null is anywhere. */
  allowed_ranges?: Array<string> | null;
  /** The version of the API that the key was made for. */
  api_version?: string;
  /** When the key stops working; null is never. */
  expires_at?: string | null;
  /** Until when the secret before the last rotation is still good; null when there is none. */
  previous_expires_at?: string | null;
  /** When the secret was replaced last; null is never. */
  rotated_at?: string | null;
  /** When it was used last, to about a minute; null is never. */
  last_used_at?: string | null;
  /** When the key was revoked. */
  revoked_at?: string | null;
  /** The actor that made the key. */
  created_by?: string;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The service account whose key it is. Present when expanded. */
  service_account?: ServiceAccount | null;
  /** The member whose key it is. Present when expanded. */
  user?: Member | null;
  /** The key itself: shown this once. */
  key: string;
};

/** What `api_keys.rotate` takes. */
export type ApiKeysRotateInput = {
  /** For how many hours the secret before stays good; 0 ends it at once. */
  overlap_hours?: number;
};

/** A credential for programs. The key itself is shown once, when it is made. */
export type ApiKeysRotateOutput = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What the key is for. */
  name?: string;
  /** How the key begins, to recognize it by. */
  prefix?: string;
  /** The role whose permissions the key has. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
  /** Only these permissions of the role; null is all of them. */
  scopes?: Array<string> | null;
  /** The only customers that the key sees; null is all of them. Required for the role buyer. */
  customer_scope?: Array<string> | null;
  /** The service account whose key it is; null is a member's or the organization's own. */
  service_account_id?: string | null;
  /** The member whose key it is: it never holds more than they do and ends with their membership; null is a service account's or the organization's own. */
  user_id?: string | null;
  /** The only addresses that it may be used from, as CIDR ranges; null is anywhere. */
  allowed_ranges?: Array<string> | null;
  /** The version of the API that the key was made for. */
  api_version?: string;
  /** When the key stops working; null is never. */
  expires_at?: string | null;
  /** Until when the secret before the last rotation is still good; null when there is none. */
  previous_expires_at?: string | null;
  /** When the secret was replaced last; null is never. */
  rotated_at?: string | null;
  /** When it was used last, to about a minute; null is never. */
  last_used_at?: string | null;
  /** When the key was revoked. */
  revoked_at?: string | null;
  /** The actor that made the key. */
  created_by?: string;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The service account whose key it is. Present when expanded. */
  service_account?: ServiceAccount | null;
  /** The member whose key it is. Present when expanded. */
  user?: Member | null;
  /** The new secret: shown this once. */
  key: string;
};

/** What `audit_entries.erase` takes. */
export type AuditEntriesEraseInput = {
  /** The object whose personal values are erased, such as a contact; it may be gone already. */
  subject_id: string;
};

/** What `auth.begin_outside` takes. */
export type AuthBeginOutsideInput = {
  /** `token`: an access token and a refresh token in the answer. `cookie`: the browser's HttpOnly cookie instead. */
  session?: "token" | "cookie";
  /** The organization to act for; absent is the only one, or the one that was joined first. */
  organization_id?: string;
};

/** What `auth.forgot_password` takes. */
export type AuthForgotPasswordInput = {
  /** An e-mail address. */
  email: string;
};

/** What `auth.login` takes. */
export type AuthLoginInput = {
  /** An e-mail address. */
  email: string;
  /** The password. */
  password: string;
  /** `token`: an access token and a refresh token in the answer. `cookie`: the browser's HttpOnly cookie instead. */
  session?: "token" | "cookie";
  /** The organization to act for; absent is the only one, or the one that was joined first. */
  organization_id?: string;
};

/** What `auth.login_outside` takes. */
export type AuthLoginOutsideInput = {
  /** As it came. */
  code?: string;
  /** As it came. */
  state: string;
  /** As it came, if it came. */
  iss?: string;
  /** As it came, if it came: then nothing is proven. */
  error?: string;
};

/** What `auth.login_passkey` takes. */
export type AuthLoginPasskeyInput = {
  /** From the answer that the options came with; good once, for 5 minutes. */
  challenge_token: string;
  /** What `navigator.credentials.get()` answered, by its `toJSON()`. */
  response: {
    /** Identifies the passkey. (base64url) */
    id: string;
    /** The same again. (base64url) */
    rawId: string;
    /** What kind of credential it is. */
    type: "public-key";
    /** Where it is kept: `platform` or `cross-platform`. */
    authenticatorAttachment?: string | null;
    /** What extensions said; not looked at. */
    clientExtensionResults?: Record<string, unknown>;
    /** The device's answer. */
    response: {
      /** What the browser signed for. (base64url) */
      clientDataJSON: string;
      /** What the device says of itself and its use. (base64url) */
      authenticatorData: string;
      /** Over both. (base64url) */
      signature: string;
      /** Whose passkey it is (base64url). */
      userHandle?: string | null;
    };
  };
  /** `token`: an access token and a refresh token in the answer. `cookie`: the browser's HttpOnly cookie instead. */
  session?: "token" | "cookie";
  /** The organization to act for; absent is the only one, or the one that was joined first. */
  organization_id?: string;
};

/** What `auth.login_totp` takes. */
export type AuthLoginTotpInput = {
  /** From the answer to the first factor. */
  mfa_token: string;
  /** The six digits that the authenticator app shows. */
  code?: string;
  /** One of the ten recovery codes; each is good once. */
  recovery_code?: string;
};

/** What `auth.refresh` takes. */
export type AuthRefreshInput = {
  /** The newest one. */
  refresh_token: string;
};

/** What `auth.register` takes. */
export type AuthRegisterInput = {
  /** An e-mail address. */
  email: string;
  /** 10 to 128 characters, none of the well-known ones. Length counts, not signs. */
  password: string;
  /** What you are called. */
  name: string;
  /** Your language (BCP 47), for mails and texts. */
  locale?: string;
};

/** What `auth.reset_password` takes. */
export type AuthResetPasswordInput = {
  /** The token of the link in the mail. */
  token: string;
  /** 10 to 128 characters, none of the well-known ones. Length counts, not signs. */
  password: string;
};

/** What `auth.step_up` takes. */
export type AuthStepUpInput = {
  /** The password: enough where there is no second factor. */
  password?: string;
  /** The six digits that the authenticator app shows. */
  code?: string;
  /** One of the ten recovery codes; each is good once. */
  recovery_code?: string;
  /** From the answer that the options came with; good once, for 5 minutes. */
  challenge_token?: string;
  /** What `navigator.credentials.get()` answered, by its `toJSON()`. */
  response?: {
    /** Identifies the passkey. (base64url) */
    id: string;
    /** The same again. (base64url) */
    rawId: string;
    /** What kind of credential it is. */
    type: "public-key";
    /** Where it is kept: `platform` or `cross-platform`. */
    authenticatorAttachment?: string | null;
    /** What extensions said; not looked at. */
    clientExtensionResults?: Record<string, unknown>;
    /** The device's answer. */
    response: {
      /** What the browser signed for. (base64url) */
      clientDataJSON: string;
      /** What the device says of itself and its use. (base64url) */
      authenticatorData: string;
      /** Over both. (base64url) */
      signature: string;
      /** Whose passkey it is (base64url). */
      userHandle?: string | null;
    };
  };
};

/** What `auth.verify_email` takes. */
export type AuthVerifyEmailInput = {
  /** The token of the link in the mail. */
  token: string;
};

/** A contact who can log in and order for their company. They see what belongs to their own customer, and nothing of the others. Its id is the user's own. */
export type Buyer = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The contact that they are. */
  contact_id?: string;
  /** The company that they buy for. */
  customer_id?: string;
  /** What they call themselves. */
  name?: string;
  /** The address that they log in with; the contact's own is kept apart from it. */
  email?: string;
  /** When they could no longer act for the company; null while they can. */
  ended_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The contact that they are. Present when expanded. */
  contact?: Contact | null;
  /** The company that they buy for. Present when expanded. */
  customer?: Customer | null;
};

/** A page of buyers. */
export type BuyerList = {
  /** The objects of this page. */
  data: Array<Buyer>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What somebody of your company wrote about an object, for the others: `GET /v1/comments?subject_id=…&sort=created_at` has the conversation about one. Whoever may not read that object's noun sees none of it, and those who buy from you never do. */
export type Comment = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The noun that it is about. */
  subject_type?: string;
  /** The object that it is about. */
  subject_id?: string;
  /** The customer whom the object belongs to; null where it belongs to none. */
  customer_id?: string | null;
  /** The actor that wrote it, as kind:id. */
  author?: string;
  /** What it says: plain text, to be shown as it is. */
  body?: string;
  /** The members whom it calls by name, each once: they are told. Each must be able to see what it is about. */
  mentions?: Array<string>;
  /** When its author changed it last; null where they never did. */
  edited_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of comments. */
export type CommentList = {
  /** The objects of this page. */
  data: Array<Comment>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `comments.create` takes. */
export type CommentsCreateInput = {
  /** The noun that it is about, by its name: whatever has a path of its own, is nobody's own, and is not about another object itself. */
  subject_type: string;
  /** The object that it is about. */
  subject_id: string;
  /** What it says: plain text, to be shown as it is. */
  body: string;
  /** The members whom it calls by name, each once: they are told. Each must be able to see what it is about. */
  mentions?: Array<string>;
};

/** What `comments.update` takes. */
export type CommentsUpdateInput = {
  /** What it says: plain text, to be shown as it is. */
  body?: string;
  /** The members whom it calls by name, each once: they are told. Each must be able to see what it is about. */
  mentions?: Array<string>;
};

/** A system outside that your organization works with: how it is reached, what may leave to it, who looks after it. Its credentials are written and never answered. */
export type Connection = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What kind of system it is, as `GET /v1/connectors` lists them. */
  connector?: string;
  /** What you call it; unique. */
  name?: string;
  /** Nothing is sent through one that is paused; what comes in from it is still taken. */
  status?: "active" | "paused";
  /** Addresses and choices, as the connector asks for them. */
  configuration?: Record<string, unknown>;
  /** Which kinds of data may leave through it; each is one that the connector can take. */
  allows?: Array<string>;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
  /** When its credentials were given last. */
  credentials_set_at?: string;
  /** Until when what the credentials before signed is still accepted; null where they were replaced at once. */
  retire_at?: string | null;
  /** When it was paused. */
  paused_at?: string | null;
  /** The actor that paused it. */
  paused_by?: string | null;
  /** Why it is paused. */
  paused_because?: string | null;
  /** When it was tried out last. */
  tested_at?: string | null;
  /** Whether that went well. */
  test_passed?: boolean | null;
  /** What was reached then, or what was wrong. */
  test_result?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** How the calls to it go. */
  health?: ConnectionHealth | null;
  /** Who is told when it fails. Present when expanded. */
  owner?: Member | null;
};

/** How the calls to a system outside go. */
export type ConnectionHealth = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** `closed`: calls go through. `open`: it failed too often, and nothing is sent before `retry_at`. `half_open`: one call finds out whether it works again. */
  breaker?: "closed" | "half_open" | "open";
  /** How many calls failed in a row. */
  failures?: number;
  /** Since when it does not work. */
  opened_at?: string | null;
  /** When it is tried again. */
  retry_at?: string | null;
  /** When a call went well last. */
  last_success_at?: string | null;
  /** When a call failed last. */
  last_failure_at?: string | null;
  /** How, as a code. */
  last_failure?: string | null;
  /** Percent of calls that failed in this hour and the one before; null without calls. */
  failure_rate?: number | null;
};

/** A page of connections. */
export type ConnectionList = {
  /** The objects of this page. */
  data: Array<Connection>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `connections.create` takes. */
export type ConnectionsCreateInput = {
  /** What kind of system it is, as `GET /v1/connectors` lists them. */
  connector: string;
  /** What you call it; unique. */
  name: string;
  /** Addresses and choices, as the connector's `configuration` schema asks for them. */
  configuration?: Record<string, unknown>;
  /** Secrets, as the connector's `credentials` schema asks for them. Never answered. */
  credentials: Record<string, unknown>;
  /** Which kinds of data may leave through it; absent is all that the connector takes. */
  allows?: Array<string>;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
};

/** What `connections.pause` takes. */
export type ConnectionsPauseInput = {
  /** Why, for whoever asks later. */
  because?: string;
};

/** What `connections.push` takes. */
export type ConnectionsPushInput = {
  /** Only these; absent is all that the connection allows. */
  kind?: "customers" | "products" | "orders" | "payments";
  /** Only these objects of the kind. */
  ids?: Array<string>;
};

/** What `connections.rotate` takes. */
export type ConnectionsRotateInput = {
  /** The new secrets, as the connector's `credentials` schema asks for them. What is left out stays as it is. */
  credentials: Record<string, unknown>;
  /** Until when what the credentials before signed is still accepted, at most 30 days from now; absent ends them at once. Calls are made with the new ones from now on. */
  retire_at?: string;
};

/** What `connections.update` takes. */
export type ConnectionsUpdateInput = {
  /** What you call it; unique. */
  name?: string;
  /** Addresses and choices, as the connector's `configuration` schema asks for them. */
  configuration?: Record<string, unknown>;
  /** Which kinds of data may leave through it; absent is all that the connector takes. */
  allows?: Array<string>;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
};

/** A person at a customer. */
export type Contact = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The company that the person works for. */
  customer_id?: string;
  /** The person's name. */
  name?: string;
  /** What they do there. */
  job_title?: string | null;
  /** E-mail address. */
  email?: string | null;
  /** Telephone number. */
  phone?: string | null;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Only with the permission `customers:see_internal`. */
  external_reference?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The company. Present when expanded. */
  customer?: Customer | null;
};

/** A page of contacts. */
export type ContactList = {
  /** The objects of this page. */
  data: Array<Contact>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `contacts.create` takes. */
export type ContactsCreateInput = {
  /** The company that the person works for. */
  customer_id: string;
  /** The person's name. */
  name: string;
  /** What they do there. */
  job_title?: string | null;
  /** E-mail address. */
  email?: string | null;
  /** Telephone number. */
  phone?: string | null;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Needs the permission "customers:see_internal". */
  external_reference?: string | null;
};

/** What `contacts.update` takes. */
export type ContactsUpdateInput = {
  /** The person's name. */
  name?: string;
  /** What they do there. */
  job_title?: string | null;
  /** E-mail address. */
  email?: string | null;
  /** Telephone number. */
  phone?: string | null;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Needs the permission "customers:see_internal". */
  external_reference?: string | null;
};

/** A company that buys from you. */
export type Customer = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The company's name. */
  name?: string;
  /** Only active customers can place orders. */
  status?: "active" | "on_hold" | "archived";
  /** VAT or tax number. */
  tax_id?: string | null;
  /** Where the company is; decides the tax rate. */
  country?: string;
  /** The currency that the company usually buys in. */
  currency?: string;
  /** How the company's orders are paid unless they say otherwise: `prepaid` before they are confirmed, `on_account` by invoice, within its credit limit. */
  payment_method?: "prepaid" | "on_account";
  /** Days until an invoice is due. */
  payment_terms_days?: number;
  /** How much of orders on account may be open at a time, in minor units of the customer's currency; null is no limit. An order that does not fit waits for a person. Only with the permission `customers:see_internal`. */
  credit_limit_minor?: number | null;
  /** What staff should know of the company; it never sees it itself. Only with the permission `customers:see_internal`. */
  internal_note?: string | null;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Only with the permission `customers:see_internal`. */
  external_reference?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The people there. Present when expanded, at most 100 of them: their own list has the rest. */
  contacts?: Array<Contact>;
  /** Where to send goods and invoices. Present when expanded, at most 100 of them: their own list has the rest. */
  addresses?: Array<Address>;
};

/** A customer that a member looks after. Members whose role has the scope `assigned` see the customers that they are assigned and what belongs to them, and no others; for everybody else it changes nothing. */
export type CustomerAssignment = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Who looks after the customer. */
  member_id?: string;
  /** The customer. */
  customer_id?: string;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** Who looks after the customer. Present when expanded. */
  member?: Member | null;
  /** The customer. Present when expanded. */
  customer?: Customer | null;
};

/** A page of customer assignments. */
export type CustomerAssignmentList = {
  /** The objects of this page. */
  data: Array<CustomerAssignment>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `customer_assignments.create` takes. */
export type CustomerAssignmentsCreateInput = {
  /** Who is to look after the customer. */
  member_id: string;
  /** The customer. */
  customer_id: string;
};

/** A page of customers. */
export type CustomerList = {
  /** The objects of this page. */
  data: Array<Customer>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `customers.create` takes. */
export type CustomersCreateInput = {
  /** The company's name. */
  name: string;
  /** Only active customers can place orders. */
  status?: "active" | "on_hold" | "archived";
  /** VAT or tax number. */
  tax_id?: string | null;
  /** Where the company is; decides the tax rate. */
  country: string;
  /** The currency that the company usually buys in. */
  currency: string;
  /** How the company's orders are paid unless they say otherwise: `prepaid` before they are confirmed, `on_account` by invoice, within its credit limit. */
  payment_method?: "prepaid" | "on_account";
  /** Days until an invoice is due. */
  payment_terms_days?: number;
  /** How much of orders on account may be open at a time, in minor units of the customer's currency; null is no limit. An order that does not fit waits for a person. Needs the permission "customers:see_internal". */
  credit_limit_minor?: number | null;
  /** What staff should know of the company; it never sees it itself. Needs the permission "customers:see_internal". */
  internal_note?: string | null;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Needs the permission "customers:see_internal". */
  external_reference?: string | null;
};

/** What `customers.update` takes. */
export type CustomersUpdateInput = {
  /** The company's name. */
  name?: string;
  /** Only active customers can place orders. */
  status?: "active" | "on_hold" | "archived";
  /** VAT or tax number. */
  tax_id?: string | null;
  /** Where the company is; decides the tax rate. */
  country?: string;
  /** The currency that the company usually buys in. */
  currency?: string;
  /** How the company's orders are paid unless they say otherwise: `prepaid` before they are confirmed, `on_account` by invoice, within its credit limit. */
  payment_method?: "prepaid" | "on_account";
  /** Days until an invoice is due. */
  payment_terms_days?: number;
  /** How much of orders on account may be open at a time, in minor units of the customer's currency; null is no limit. An order that does not fit waits for a person. Needs the permission "customers:see_internal". */
  credit_limit_minor?: number | null;
  /** What staff should know of the company; it never sees it itself. Needs the permission "customers:see_internal". */
  internal_note?: string | null;
  /** The object's name in another system; unique, so that an import repeated doubles nothing. Needs the permission "customers:see_internal". */
  external_reference?: string | null;
};

/** A job that gave up and waits for somebody: replayed it is tried anew, discarded it is let go. It has the id of its job, whose history it shares, and keeps every error. */
export type DeadLetter = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What is done, as the program calls it. */
  kind?: string;
  /** Which workers do it. */
  queue?: string;
  /** What it is done with: ids and plain figures, never a secret or anything about a person. */
  payload?: Record<string, unknown>;
  /** The noun that it is about. */
  subject_type?: string | null;
  /** The object that it is about. */
  subject_id?: string | null;
  /** The connection or webhook endpoint that it speaks to. */
  destination_id?: string | null;
  /** How often it was tried since it was made, or replayed. */
  attempts?: number;
  /** With which attempt it gives up. */
  most_attempts?: number;
  /** How often a person had it tried anew. */
  replays?: number;
  /** When the last attempt began. */
  started_at?: string | null;
  /** When it gave up. */
  finished_at?: string | null;
  /** Why it gave up, as a code: with the kind it is the cause. */
  error_code?: string | null;
  /** The same in a sentence. */
  error_detail?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** Every attempt that failed, the first one first, those before a replay included. */
  errors?: Array<JobError>;
};

/** A page of dead letters. */
export type DeadLetterList = {
  /** The objects of this page. */
  data: Array<DeadLetter>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `dead_letters.discard` takes. */
export type DeadLettersDiscardInput = {
  /** Why, for whoever reads the history. */
  reason: string;
};

/** What `dead_letters.discard_all` takes. */
export type DeadLettersDiscardAllInput = {
  /** Why, for whoever reads the history. */
  reason: string;
  /** Of which kind of job. */
  kind: string;
  /** Only those that gave up for this reason. */
  error_code?: string;
  /** Only these. Those of them that somebody has decided about meanwhile are left alone. */
  dead_letter_ids?: Array<string>;
};

/** What `dead_letters.replay` takes. */
export type DeadLettersReplayInput = {
  /** Why, for whoever reads the history. */
  reason: string;
};

/** What `dead_letters.replay_all` takes. */
export type DeadLettersReplayAllInput = {
  /** Why, for whoever reads the history. */
  reason: string;
  /** Of which kind of job. */
  kind: string;
  /** Only those that gave up for this reason. */
  error_code?: string;
  /** Only these. Those of them that somebody has decided about meanwhile are left alone. */
  dead_letter_ids?: Array<string>;
};

/** One event that is told to one endpoint, and how that goes. Kept for 30 days after it is delivered or given up; the event itself stays in the feed. */
export type Delivery = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Whom it is told. */
  endpoint_id?: string;
  /** 1, 2, 3 per endpoint without a hole, sent as `plinth-delivery-number`: a receiver that has all numbers has all deliveries. */
  number?: number;
  /** The event's id in the feed, sent as `webhook-id`: the same at every attempt. */
  event_id?: string;
  /** The event's type; `webhook.test` of a trial. */
  type?: string;
  /** What the event is about. */
  subject_type?: string;
  /** The object that it is about. */
  subject_id?: string;
  /** When it happened. */
  occurred_at?: string;
  /** What is sent: the event as the feed shows it, with `timestamp`. */
  body?: Record<string, unknown>;
  /** `pending`: it waits, or is tried again. `delivered`: the endpoint took it. `failed`: given up after about three days; ask for it again by a replay. */
  status?: "pending" | "delivered" | "failed";
  /** How many requests were made. */
  attempts?: number;
  /** How often it was asked for again. */
  replays?: number;
  /** When it was sent first. */
  first_attempt_at?: string | null;
  /** When it was sent last. */
  last_attempt_at?: string | null;
  /** What the last request was answered with; null where there was no answer. */
  answer_status?: number | null;
  /** How long the last request took, in milliseconds. */
  answer_ms?: number | null;
  /** Why the last request failed, as a code. */
  error_code?: string | null;
  /** The same in a sentence. */
  error_detail?: string | null;
  /** When it was delivered or given up. */
  finished_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** Every request that was made, with its answer. Present when expanded, at most 100 of them: their own list has the rest. */
  log?: Array<DeliveryAttempt>;
  /** Whom it is told. Present when expanded. */
  endpoint?: WebhookEndpoint | null;
};

/** One request to an endpoint, and what came back. */
export type DeliveryAttempt = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What was sent. */
  delivery_id?: string;
  /** Which one of this delivery it was. */
  number?: number;
  /** When it was sent. */
  started_at?: string;
  /** Where it was sent. */
  url?: string;
  /** What was sent with it, without the signatures. */
  request_headers?: Record<string, unknown>;
  /** What it was answered with; null where there was no answer. */
  answer_status?: number | null;
  /** Some headers of the answer. */
  answer_headers?: Record<string, unknown> | null;
  /** The beginning of the answer, at most 2 kB. */
  answer_body?: string | null;
  /** How long it took, in milliseconds. */
  duration_ms?: number;
  /** Why it failed, as a code; null when it went well. */
  error_code?: string | null;
  /** The same in a sentence. */
  error_detail?: string | null;
};

/** A page of deliveries. */
export type DeliveryList = {
  /** The objects of this page. */
  data: Array<Delivery>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `inbox.assign` takes. */
export type InboxAssignInput = {
  /** The member who looks after it. */
  member_id: string | null;
};

/** What `inbox.settle` takes. */
export type InboxSettleInput = {
  /** Why, for whoever reads the history. */
  reason: string;
};

/** Something that stands still and needs a person: what blocks it, since when, who looks after it, and the verbs that resolve it. Open are those without `settled_at`: `GET /v1/inbox?settled_at[null]=true&sort=since` has what waits longest first. Those about a noun that you may not read are not there. */
export type InboxItem = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What kind of thing it is, as `GET /v1/inbox_kinds` lists them. */
  kind?: string;
  /** What blocks it, in a sentence. */
  because?: string;
  /** Figures and ids beside it, by kind. */
  details?: Record<string, unknown>;
  /** The noun that it is about. */
  subject_type?: string;
  /** The object that it is about. */
  subject_id?: string | null;
  /** Since when it stands still. */
  since?: string;
  /** When it happened last. */
  last_at?: string;
  /** How often it happened since it is open. */
  times?: number;
  /** The member who looks after it, and is told; null is the organization's owners. */
  owner_user_id?: string | null;
  /** The verbs that resolve it, ready to be asked. When they have, it settles by itself: whoever settled it elsewhere says so with `POST /v1/inbox/{id}/settle`. */
  resolves?: Array<{
    /** The verb's name. */
    action: string;
    /** Method and path, with the ids of what it is about. */
    door: string;
  }>;
  /** When its owner was told by mail. */
  told_at?: string | null;
  /** When it moved on; null while it is open. */
  settled_at?: string | null;
  /** The actor that moved it on. */
  settled_by?: string | null;
  /** What moved it on. */
  settled_how?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** Who looks after it. Present when expanded. */
  owner?: Member | null;
};

/** A page of inbox. */
export type InboxItemList = {
  /** The objects of this page. */
  data: Array<InboxItem>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** Somebody who is asked to join your company. The link to accept is in the mail to them, and nowhere else. */
export type Invitation = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Who is asked: only the owner of this address can accept. */
  email?: string;
  /** What they will be. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
  /** The contact who is asked to buy; null for those who are asked to work for you. */
  contact_id?: string | null;
  /** The actor who asks. */
  invited_by?: string;
  /** When the mail was sent last. */
  sent_at?: string;
  /** Until when the link is good. */
  expires_at?: string;
  /** When they joined. */
  accepted_at?: string | null;
  /** Who joined: the id of the member or the buyer, which is the user's own. */
  accepted_by?: string | null;
  /** When it was taken back. */
  revoked_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The contact who is asked to buy. Present when expanded. */
  contact?: Contact | null;
};

/** A page of invitations. */
export type InvitationList = {
  /** The objects of this page. */
  data: Array<Invitation>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `invitations.accept` takes. */
export type InvitationsAcceptInput = {
  /** The token of the link in the mail. */
  token: string;
};

/** What `invitations.create` takes. */
export type InvitationsCreateInput = {
  /** An e-mail address. */
  email: string;
  /** What they will be. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role: string;
};

/** What `invitations.preview` takes. */
export type InvitationsPreviewInput = {
  /** The token of the link in the mail. */
  token: string;
};

/** Work that is done later: mails, calls to other systems, what follows from an event. Kept for a fortnight after it was done. */
export type Job = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What is done, as the program calls it. */
  kind?: string;
  /** Which workers do it. */
  queue?: string;
  /** What it is done with: ids and plain figures, never a secret or anything about a person. */
  payload?: Record<string, unknown>;
  /** The noun that it is about. */
  subject_type?: string | null;
  /** The object that it is about. */
  subject_id?: string | null;
  /** The connection or webhook endpoint that it speaks to. */
  destination_id?: string | null;
  /** How often it was tried since it was made, or replayed. */
  attempts?: number;
  /** With which attempt it gives up. */
  most_attempts?: number;
  /** How often a person had it tried anew. */
  replays?: number;
  /** When the last attempt began. */
  started_at?: string | null;
  /** `scheduled`: its time has not come, or it is tried again then. `ready`: waits for a worker. `running`. `done`. `dead`: it gave up, see `GET /v1/dead_letters`. `discarded`: somebody let it go. */
  state?: "scheduled" | "ready" | "running" | "done" | "dead" | "discarded";
  /** Larger is sooner; 0 is usual. */
  priority?: number;
  /** When it may be done, or be tried again. */
  run_at?: string;
  /** When it was done, gave up or was let go. */
  finished_at?: string | null;
  /** Why the last attempt failed, as a code; null when it did not. */
  error_code?: string | null;
  /** The same in a sentence. */
  error_detail?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** Every attempt that failed, the first one first, those before a replay included. Present when expanded, at most 100 of them: their own list has the rest. */
  errors?: Array<JobError>;
};

/** An attempt at a job that failed. */
export type JobError = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The job. */
  job_id?: string;
  /** Which attempt it was, from 1. */
  attempt?: number;
  /** Why it failed, as a code. */
  code?: string;
  /** The same in a sentence. */
  detail?: string;
  /** When the attempt began. */
  started_at?: string | null;
  /** When it failed. */
  failed_at?: string;
};

/** A page of jobs. */
export type JobList = {
  /** The objects of this page. */
  data: Array<Job>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `linked_accounts.create` takes. */
export type LinkedAccountsCreateInput = {
  /** As it came. */
  code?: string;
  /** As it came. */
  state: string;
  /** As it came, if it came. */
  iss?: string;
  /** As it came, if it came: then nothing is proven. */
  error?: string;
};

/** A mail to a customer about an order: to whom, when it left, and what became of it. What it said is forgotten when it has left. */
export type Mail = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What kind of mail it is. */
  kind?: string;
  /** `queued`: it waits to leave, or is tried again. `sent`: it was taken by whoever carries mails. `bounced`: it came back. `complained`: its reader called it unwanted. `failed`: it did not leave, and nobody tries any more. */
  status?: "queued" | "sent" | "bounced" | "complained" | "failed";
  /** What it is about: a noun. */
  subject_type?: string;
  /** The order that it is about. */
  subject_id?: string;
  /** The company that it is written to. */
  customer_id?: string;
  /** The person there; null where they are no contact, or no more. */
  contact_id?: string | null;
  /** The address that it goes to; null where there was nobody to write to. */
  recipient?: string | null;
  /** The language that it is written in. */
  locale?: string;
  /** The mail that was sent again with this one. */
  resend_of?: string | null;
  /** How whoever carries mails calls it, where they have a name for it. */
  provider_id?: string | null;
  /** When it left. */
  sent_at?: string | null;
  /** When the reader's server took it, where we are told. */
  delivered_at?: string | null;
  /** When we were told first that their server does not take it yet. */
  delayed_at?: string | null;
  /** When it came back. */
  bounced_at?: string | null;
  /** When its reader called it unwanted. */
  complained_at?: string | null;
  /** When nobody tried any more. */
  failed_at?: string | null;
  /** Why it failed, as a code. */
  failure_code?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** What it is about. Present when expanded. */
  order?: Order | null;
  /** The company that it is written to. Present when expanded. */
  customer?: Customer | null;
  /** The person there. Present when expanded. */
  contact?: Contact | null;
};

/** A page of mails. */
export type MailList = {
  /** The objects of this page. */
  data: Array<Mail>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `mails.resend` takes. */
export type MailsResendInput = {
  /** The contact of the customer who is to get it. */
  contact_id?: string;
};

/** What `me.change_email` takes. */
export type MeChangeEmailInput = {
  /** An e-mail address. */
  email: string;
};

/** What `me.change_password` takes. */
export type MeChangePasswordInput = {
  /** The password of now. Required where there is one. */
  current_password?: string;
  /** 10 to 128 characters, none of the well-known ones. Length counts, not signs. */
  new_password: string;
};

/** What `me.choose_organization` takes. */
export type MeChooseOrganizationInput = {
  /** One of your organizations. */
  organization_id: string;
};

/** What `me.confirm_totp` takes. */
export type MeConfirmTotpInput = {
  /** The six digits that the authenticator app shows. */
  code: string;
};

/** What `me.end_all_sessions` takes. */
export type MeEndAllSessionsInput = {
  /** Whether the session of this request goes on. */
  keep_current?: boolean;
};

/** What `me.update_profile` takes. */
export type MeUpdateProfileInput = {
  /** What you are called. */
  name?: string;
  /** Your language (BCP 47), for mails and texts. */
  locale?: string;
};

/** A person who works for your company here. Its id is the user's own, in every organization. */
export type Member = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What they call themselves. */
  name?: string;
  /** Their address. */
  email?: string;
  /** What they may do. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
  /** When they left; null while they are here. */
  ended_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of members. */
export type MemberList = {
  /** The objects of this page. */
  data: Array<Member>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `members.update` takes. */
export type MembersUpdateInput = {
  /** What they may do. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
};

/** What you were told, in your own language. Nobody else sees it, whatever they may do here: programs and API keys have none. `GET /v1/notifications?archived_at[null]=true` is what you see at first, and `&read_at[null]=true` what is new of it. Kept for 90 days after it was read or archived. */
export type Notification = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What kind it is, as `GET /v1/notification_preferences` lists them. */
  kind?: string;
  /** What happened, in a line. */
  title?: string;
  /** The same in sentences. */
  body?: string;
  /** The noun that it leads to. */
  subject_type?: string;
  /** The object that it leads to. */
  subject_id?: string;
  /** The event of the feed that it comes of. */
  event_id?: string;
  /** When it was written by mail as well. What you have read by then is not. */
  emailed_at?: string | null;
  /** When you read it; null while it is new. */
  read_at?: string | null;
  /** When you put it away; null while you have not. */
  archived_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of notifications. */
export type NotificationList = {
  /** The objects of this page. */
  data: Array<Notification>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `notification_preferences.choose` takes. */
export type NotificationPreferencesChooseInput = {
  /** Whether it is among your notifications, and told to you live. */
  in_app: boolean;
  /** Whether it is written to you by mail, unless you have read it within a minute. */
  email: boolean;
};

/** A customer's promise to buy and yours to deliver. */
export type Order = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Readable number, unique in the organization. */
  number?: string;
  /** Who buys. */
  customer_id?: string;
  /** Where the order stands. */
  status?: "placed" | "confirmed" | "shipped" | "returned" | "cancelled";
  /** Currency of all its amounts. */
  currency?: string;
  /** The customer's own number for it. */
  customer_reference?: string | null;
  /** The order's name in another system; unique. Only with the permission `orders:see_internal`. */
  external_reference?: string | null;
  /** What staff should know of the order; its customer never sees it. Only with the permission `orders:see_internal`. */
  internal_note?: string | null;
  /** Sum of the lines' net amounts, in minor units. */
  subtotal_minor?: number;
  /** Tax, rounded once per tax rate, in minor units. */
  tax_minor?: number;
  /** What the customer pays: subtotal and tax, in minor units. */
  total_minor?: number;
  /** Subtotal less what the goods cost you when they were ordered, in minor units; null where a cost is not known or the order is in another currency than yours. Only with the permission `orders:see_margin`. */
  margin_minor?: number | null;
  /** How it is paid: `prepaid` before it is confirmed, `on_account` by invoice. Null for orders that were taken over from another system. */
  payment_method?: "prepaid" | "on_account" | null;
  /** What was paid of it. `not_tracked`: nobody was asked for its money here, as of orders that were taken over, until a payment is recorded. `overpaid`: more was kept than it costs. `partly_refunded`: paid in full, and a part of it given back. `refunded`: all that was paid was given back. */
  payment_status?: "not_tracked" | "unpaid" | "partly_paid" | "paid" | "overpaid" | "partly_refunded" | "refunded";
  /** What was received for it in total, in minor units. */
  paid_minor?: number;
  /** What was given back of it, in minor units. */
  refunded_minor?: number;
  /** When all that it costs had been received for the first time. */
  paid_at?: string | null;
  /** Why a person must confirm or cancel it: `credit_limit`: it does not fit what the customer may owe; `credit_currency`: it is not in the currency of the customer's credit limit; `second_person`: your organization has somebody else confirm. Null where nothing of that holds it. Only with the permission `orders:see_internal`. */
  held_because?: "credit_limit" | "credit_currency" | "second_person" | null;
  /** Since when it waits for a person. Only with the permission `orders:see_internal`. */
  held_at?: string | null;
  /** When the customer ordered. */
  placed_at?: string;
  /** When it was taken over from another system; null for orders placed here. */
  recorded_at?: string | null;
  /** When it was confirmed. */
  confirmed_at?: string | null;
  /** The actor that confirmed it. Only with the permission `orders:see_internal`. */
  confirmed_by?: string | null;
  /** When it was cancelled. */
  cancelled_at?: string | null;
  /** The actor that cancelled it. Only with the permission `orders:see_internal`. */
  cancelled_by?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** What is ordered. */
  lines?: Array<OrderLine>;
  /** Who buys. Present when expanded. */
  customer?: Customer | null;
};

/** A product, how much of it, and what it costs. */
export type OrderLine = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Its place in the order, from 1. */
  position?: number;
  /** What is ordered. */
  product_id?: string;
  /** The product's SKU at the time. */
  sku?: string;
  /** The product's name at the time. */
  name?: string;
  /** How many. */
  quantity?: number;
  /** Net price of one. */
  unit_price?: string;
  /** Percent taken off the price. */
  discount_percent?: number;
  /** Tax rate on the net amount. */
  tax_rate_percent?: number;
  /** Quantity times price less discount, in minor units of the order's currency. */
  net_minor?: number;
  /** What one cost you when it was ordered, net, in the organization's currency. Only with the permission `orders:see_margin`. */
  unit_cost?: string | null;
  /** The product as it is today. Present when expanded. */
  product?: Product | null;
};

/** A page of orders. */
export type OrderList = {
  /** The objects of this page. */
  data: Array<Order>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `orders.annotate` takes. */
export type OrdersAnnotateInput = {
  /** What staff should know of the order; its customer never sees it. Null empties it. */
  internal_note: string | null;
};

/** What `orders.place` takes. */
export type OrdersPlaceInput = {
  /** Who buys. */
  customer_id: string;
  /** Currency of the order (ISO 4217). */
  currency: string;
  /** How it is paid; absent is how the customer pays. `prepaid` is always possible, `on_account` only where the customer was granted it. */
  payment_method?: "prepaid" | "on_account";
  /** The customer's own number for it. */
  customer_reference?: string;
  /** What staff should know of the order; its customer never sees it. Needs the permission "orders:see_internal". */
  internal_note?: string;
  /** What is ordered. */
  lines: Array<{
    /** What is ordered. */
    product_id: string;
    /** How many; up to 3 decimals. */
    quantity: number;
    /** Net price of one, instead of the catalog's; needs the permission "orders:set_price". */
    unit_price?: string;
    /** Percent taken off; needs the permission "orders:set_price". */
    discount_percent?: number;
  }>;
};

/** What `orders.record` takes. */
export type OrdersRecordInput = {
  /** Its number; absent takes `external_reference`. */
  number?: string;
  /** Its name in the system that it comes from; unique. */
  external_reference?: string;
  /** Who bought. */
  customer_id: string;
  /** Currency of the order (ISO 4217). */
  currency: string;
  /** Where it stands. */
  status: "placed" | "confirmed" | "shipped" | "returned" | "cancelled";
  /** When it was placed. */
  placed_at: string;
  /** The customer's own number for it. */
  customer_reference?: string;
  /** What staff should know of the order; its customer never sees it. Needs the permission "orders:see_internal". */
  internal_note?: string;
  /** What is ordered. */
  lines: Array<{
    /** What was ordered. */
    product_id: string;
    /** How many; up to 3 decimals. */
    quantity: number;
    /** Net price of one, as it was. */
    unit_price: string;
    /** Percent that was taken off. */
    discount_percent?: number;
    /** Tax rate that applied; absent is 0. */
    tax_rate_percent?: number;
  }>;
};

/** Your company: the tenant that everything else belongs to. */
export type Organization = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The company's name. */
  name?: string;
  /** Where the company is established. */
  country?: string;
  /** The currency that costs are kept in and that new customers get. */
  currency?: string;
  /** True for the demonstration company that comes with a new installation. */
  demo?: boolean;
  /** Since when it is suspended by whoever runs this installation: it is read only, and nobody joins. Null while it works. */
  suspended_at?: string | null;
  /** Why it is suspended. */
  suspended_because?: string | null;
  /** How many requests it may send per minute, where that is not what everybody may. */
  requests_per_minute?: number | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of organizations. */
export type OrganizationList = {
  /** The objects of this page. */
  data: Array<Organization>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `organizations.create` takes. */
export type OrganizationsCreateInput = {
  /** The company's name. */
  name: string;
  /** Where the company is established; DE when absent. */
  country?: string;
  /** The currency that its costs are kept in; EUR when absent. */
  currency?: string;
};

/** What `organizations.update` takes. */
export type OrganizationsUpdateInput = {
  /** The company's name. */
  name?: string;
  /** Where the company is established. */
  country?: string;
  /** The currency that costs are kept in and that new customers get. */
  currency?: string;
};

/** What `passkeys.create` takes. */
export type PasskeysCreateInput = {
  /** From the answer that the options came with; good once, for 5 minutes. */
  challenge_token: string;
  /** What `navigator.credentials.create()` answered, by its `toJSON()`. */
  response: {
    /** Identifies the passkey. (base64url) */
    id: string;
    /** The same again. (base64url) */
    rawId: string;
    /** What kind of credential it is. */
    type: "public-key";
    /** Where it is kept: `platform` or `cross-platform`. */
    authenticatorAttachment?: string | null;
    /** What extensions said; not looked at. */
    clientExtensionResults?: Record<string, unknown>;
    /** The device's answer. */
    response: {
      /** What the browser signed for. (base64url) */
      clientDataJSON: string;
      /** The new public key, and who vouches for it. (base64url) */
      attestationObject: string;
      /** How the device can be reached. */
      transports?: Array<string>;
    };
  };
  /** What you call it. */
  name: string;
};

/** Money for an order: asked for, on its way, or arrived. An order may have several. */
export type Payment = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The order that it pays. */
  order_id?: string;
  /** Who pays. */
  customer_id?: string;
  /** The system that takes it; null for a bank transfer. */
  connection_id?: string | null;
  /** How it is paid. */
  method?: "stripe_checkout" | "stripe_payment_intent" | "bank_transfer";
  /** How it stands. `failed`: the last try failed, and it can be tried again where it was begun. `cancelled`: nothing is waited for any more. What is known of a payment only grows: money that arrived is stronger than any word against it. */
  status?: "started" | "open" | "requires_action" | "processing" | "failed" | "cancelled" | "succeeded";
  /** Currency of its amounts: the order's. */
  currency?: string;
  /** What was asked for, in minor units. */
  amount_minor?: number;
  /** What arrived: nothing, or all of it, in minor units. */
  received_minor?: number;
  /** What went back of it, in minor units. */
  refunded_minor?: number;
  /** What is written on the bank's statement. */
  reference?: string | null;
  /** The day that the bank counts it from. */
  value_on?: string | null;
  /** Stripe's payment intent. */
  intent_id?: string | null;
  /** Stripe's checkout session. */
  session_id?: string | null;
  /** The actor that began or recorded it. Only with the permission `payments:see_internal`. */
  started_by?: string;
  /** When it was known to have arrived. */
  succeeded_at?: string | null;
  /** When somebody asked to cancel it. */
  cancel_requested_at?: string | null;
  /** Why the provider would not have it. */
  refused_because?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The order that it pays. Present when expanded. */
  order?: Order | null;
  /** Who pays. Present when expanded. */
  customer?: Customer | null;
  /** The system that takes it. Present when expanded. */
  connection?: Connection | null;
  /** What went back, or is to. Present when expanded, at most 100 of them: their own list has the rest. */
  refunds?: Array<Refund>;
  /** How it is booked. Present when expanded, at most 100 of them: their own list has the rest. */
  postings?: Array<PaymentPosting>;
};

/** A page of payments. */
export type PaymentList = {
  /** The objects of this page. */
  data: Array<Payment>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** An entry of the ledger: from one account to another, never changed. */
export type PaymentPosting = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Of which payment. */
  payment_id?: string;
  /** Of which refund; null where the payment itself is booked. */
  refund_id?: string | null;
  /** Names it within its payment: it is booked once. */
  entry?: string;
  /** What grows by it. */
  debit_account?: "receivables" | "stripe" | "bank";
  /** What shrinks by it. */
  credit_account?: "receivables" | "stripe" | "bank";
  /** How much, in minor units. */
  amount_minor?: number;
  /** The payment's currency. */
  currency?: string;
};

/** What `payments.create` takes. */
export type PaymentsCreateInput = {
  /** `stripe_checkout` answers a page to send the customer to, `stripe_payment_intent` a secret for a page of your own; `bank_transfer` records what has arrived. */
  method: "stripe_checkout" | "stripe_payment_intent" | "bank_transfer";
  /** How much, in minor units; absent is all that is open. */
  amount_minor?: number;
  /** The connection to Stripe; absent is the oldest active one. Who sees some customers only leaves it out. */
  connection_id?: string;
  /** Of a bank transfer: what is written on the statement. */
  reference?: string;
  /** Of a bank transfer: the day that the bank counts it from. */
  value_on?: string;
};

/** Money for an order: asked for, on its way, or arrived. An order may have several. */
export type PaymentsCreateOutput = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The order that it pays. */
  order_id?: string;
  /** Who pays. */
  customer_id?: string;
  /** The system that takes it; null for a bank transfer. */
  connection_id?: string | null;
  /** How it is paid. */
  method?: "stripe_checkout" | "stripe_payment_intent" | "bank_transfer";
  /** How it stands. `failed`: the last try failed, and it can be tried again where it was begun. `cancelled`: nothing is waited for any more. What is known of a payment only grows: money that arrived is stronger than any word against it. */
  status?: "started" | "open" | "requires_action" | "processing" | "failed" | "cancelled" | "succeeded";
  /** Currency of its amounts: the order's. */
  currency?: string;
  /** What was asked for, in minor units. */
  amount_minor?: number;
  /** What arrived: nothing, or all of it, in minor units. */
  received_minor?: number;
  /** What went back of it, in minor units. */
  refunded_minor?: number;
  /** What is written on the bank's statement. */
  reference?: string | null;
  /** The day that the bank counts it from. */
  value_on?: string | null;
  /** Stripe's payment intent. */
  intent_id?: string | null;
  /** Stripe's checkout session. */
  session_id?: string | null;
  /** The actor that began or recorded it. Only with the permission `payments:see_internal`. */
  started_by?: string;
  /** When it was known to have arrived. */
  succeeded_at?: string | null;
  /** When somebody asked to cancel it. */
  cancel_requested_at?: string | null;
  /** Why the provider would not have it. */
  refused_because?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The order that it pays. Present when expanded. */
  order?: Order | null;
  /** Who pays. Present when expanded. */
  customer?: Customer | null;
  /** The system that takes it. Present when expanded. */
  connection?: Connection | null;
  /** What went back, or is to. Present when expanded, at most 100 of them: their own list has the rest. */
  refunds?: Array<Refund>;
  /** How it is booked. Present when expanded, at most 100 of them: their own list has the rest. */
  postings?: Array<PaymentPosting>;
  /** Of `stripe_checkout`: the page to send the customer to. */
  redirect_url?: string;
  /** Of `stripe_payment_intent`: what your page confirms the payment with. */
  client_secret?: string;
  /** Of `stripe_payment_intent`: what your page knows Stripe by. */
  publishable_key?: string;
};

/** What `payments.refund` takes. */
export type PaymentsRefundInput = {
  /** How much, in minor units; absent is all that is left of it. */
  amount_minor?: number;
  /** Why; whoever paid reads it too. */
  reason: string;
  /** Of a bank transfer: what is written on the statement. */
  reference?: string;
};

/** Something that you sell. */
export type Product = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Stock keeping unit: your own number of the product, unique. */
  sku?: string;
  /** What it is called. */
  name?: string;
  /** More about it. */
  description?: string | null;
  /** What one of it is. */
  unit?: string;
  /** Which of a country's tax rates applies. */
  tax_category?: "standard" | "reduced" | "zero";
  /** Only active products can be ordered. */
  status?: "active" | "discontinued";
  /** What one costs you, net, in the organization's currency. Only with the permission `products:see_cost`. */
  unit_cost?: string | null;
  /** What staff should know of the product; customers never see it. Only with the permission `products:see_internal`. */
  internal_note?: string | null;
  /** The product's name in another system; unique. Only with the permission `products:see_internal`. */
  external_reference?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** Net price of one, per currency. Replaced whole when given. */
  prices?: Array<{
    /** Currency of the price. */
    currency: string;
    /** Net price of one unit. */
    unit_price: string;
  }>;
};

/** A page of products. */
export type ProductList = {
  /** The objects of this page. */
  data: Array<Product>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `products.create` takes. */
export type ProductsCreateInput = {
  /** Stock keeping unit: your own number of the product, unique. */
  sku: string;
  /** What it is called. */
  name: string;
  /** More about it. */
  description?: string | null;
  /** What one of it is. */
  unit?: string;
  /** Which of a country's tax rates applies. */
  tax_category?: "standard" | "reduced" | "zero";
  /** Only active products can be ordered. */
  status?: "active" | "discontinued";
  /** What one costs you, net, in the organization's currency. Needs the permission "products:see_cost". */
  unit_cost?: string | null;
  /** What staff should know of the product; customers never see it. Needs the permission "products:see_internal". */
  internal_note?: string | null;
  /** The product's name in another system; unique. Needs the permission "products:see_internal". */
  external_reference?: string | null;
  /** Net price of one, per currency. Replaced whole when given. */
  prices?: Array<{
    /** Currency of the price. */
    currency: string;
    /** Net price of one unit. */
    unit_price: string;
  }>;
};

/** What `products.update` takes. */
export type ProductsUpdateInput = {
  /** Stock keeping unit: your own number of the product, unique. */
  sku?: string;
  /** What it is called. */
  name?: string;
  /** More about it. */
  description?: string | null;
  /** What one of it is. */
  unit?: string;
  /** Which of a country's tax rates applies. */
  tax_category?: "standard" | "reduced" | "zero";
  /** Only active products can be ordered. */
  status?: "active" | "discontinued";
  /** What one costs you, net, in the organization's currency. Needs the permission "products:see_cost". */
  unit_cost?: string | null;
  /** What staff should know of the product; customers never see it. Needs the permission "products:see_internal". */
  internal_note?: string | null;
  /** The product's name in another system; unique. Needs the permission "products:see_internal". */
  external_reference?: string | null;
  /** Net price of one, per currency. Replaced whole when given. */
  prices?: Array<{
    /** Currency of the price. */
    currency: string;
    /** Net price of one unit. */
    unit_price: string;
  }>;
};

/** Part of a payment, or all of it, on its way back to whoever paid. */
export type Refund = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Of which payment. */
  payment_id?: string;
  /** Who gets it back. */
  customer_id?: string;
  /** How it stands. `started`: the provider has not heard of it yet. `cancelled`: nothing was given back. `failed`: it came back, which may be days after it had succeeded. */
  status?: "started" | "pending" | "cancelled" | "succeeded" | "failed";
  /** The payment's currency. */
  currency?: string;
  /** How much, in minor units. */
  amount_minor?: number;
  /** Why; whoever paid reads it too. */
  reason?: string | null;
  /** The provider's name for it. */
  external_id?: string | null;
  /** Of a transfer, what is written on the bank's statement. */
  reference?: string | null;
  /** The actor that asked for it. Only with the permission `payments:see_internal`. */
  asked_by?: string;
  /** When it was known to have reached them. */
  succeeded_at?: string | null;
  /** Why the provider would not have it. */
  refused_because?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** Of which payment. Present when expanded. */
  payment?: Payment | null;
  /** Who gets it back. Present when expanded. */
  customer?: Customer | null;
};

/** A page of refunds. */
export type RefundList = {
  /** The objects of this page. */
  data: Array<Refund>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What members and programs may do, under a name. Fixed roles come with Plinth and do not change; others are yours. */
export type Role = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What members, invitations, service accounts and keys name it by; unique, and for good. */
  name?: string;
  /** Whom it is for. Of a fixed role: in this version. */
  description?: string | null;
  /** What it allows; `GET /v1/permissions` says what each means. Of a fixed role: in this version. */
  permissions?: Array<string>;
  /** `assigned`: whoever has it sees the customers that they are assigned, and what belongs to them; for members only. */
  scope?: "all" | "assigned";
  /** Whether it comes with Plinth. */
  fixed?: boolean;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of roles. */
export type RoleList = {
  /** The objects of this page. */
  data: Array<Role>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `roles.create` takes. */
export type RolesCreateInput = {
  /** What it is named by, for good: lower-case letters, digits and underscores. */
  name: string;
  /** Whom it is for. */
  description?: string;
  /** What it allows; `GET /v1/permissions` says what each means. Of a fixed role: in this version. */
  permissions: Array<string>;
  /** `assigned`: whoever has it sees only the customers that they are assigned (`POST /v1/customer_assignments`). It does not change later. */
  scope?: "all" | "assigned";
};

/** What `roles.update` takes. */
export type RolesUpdateInput = {
  /** Whom it is for; null empties it. */
  description?: string | null;
  /** What it allows; `GET /v1/permissions` says what each means. Of a fixed role: in this version. */
  permissions?: Array<string>;
};

/** An actor that is no person, for programs that must go on when people leave. It owns API keys and never holds less or more than its role. */
export type ServiceAccount = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What it is called in the trail. */
  name?: string;
  /** What it is for, and who looks after it. */
  description?: string | null;
  /** What it may do. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
  /** When its keys stopped working; null while they work. */
  disabled_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of service accounts. */
export type ServiceAccountList = {
  /** The objects of this page. */
  data: Array<ServiceAccount>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `service_accounts.create` takes. */
export type ServiceAccountsCreateInput = {
  /** What it is called in the trail. */
  name: string;
  /** What it is for, and who looks after it. */
  description?: string;
  /** What it may do. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
};

/** What `service_accounts.update` takes. */
export type ServiceAccountsUpdateInput = {
  /** What it is called in the trail. */
  name?: string;
  /** What it is for, and who looks after it; null empties it. */
  description?: string | null;
  /** What it may do. One of owner, admin, sales, warehouse, finance, integration, auditor, buyer, or the name of a role of your own. */
  role?: string;
};

/** What `settings.update` takes. */
export type SettingsUpdateInput = {
  /** Your company's language (BCP 47). Mails to people who have no account yet, such as invitations, are written in it where we speak it (English, German) and in English elsewhere; until you choose one, in the language of whoever asks for the mail. The API answers the same in every language; pages and documents that show your company go by it. */
  locale?: string | null;
  /** Where your company's day begins and ends (IANA name). The day that it is there decides which tax rate an order gets, and the year that it is there stands in the order's number. Times in the API stay in UTC. */
  time_zone?: string | null;
  /** How pages, documents and exports for people write a number, shown by an example. Whoever makes them reads it here. The API itself does not change: numbers are JSON, decimals have a point. */
  number_format?: "1,234.56" | "1.234,56" | "1 234,56" | "1'234.56" | null;
  /** What an order's number begins with: SO gives SO-2026-000123. Each prefix counts by itself within each year; numbers that were given stay. */
  "orders.number_prefix"?: string | null;
  /** Whether buyers cancel orders themselves as long as they are not shipped. Otherwise they ask your staff. */
  "orders.buyers_may_cancel"?: boolean | null;
  /** Whether an order must be confirmed by somebody else than whoever placed it. Orders of the past are then recorded as placed or cancelled only; those that are further on come by the operator's import. Whoever holds `settings:write` can switch it off and on again: the history of the settings shows who did, and when. */
  "orders.second_person_confirms"?: boolean | null;
  /** After how many hours a prepaid order of which nothing was paid is cancelled and its stock given back; until you choose one they are kept. An order with a payment under way is left alone. */
  "orders.unpaid_expire_after_hours"?: number | null;
  /** After how many hours an order that does not move on (not paid, not confirmed, or cancelled with money to give back) is put into the inbox. */
  "orders.stuck_after_hours"?: number | null;
  /** Whether customers get a mail when their order is confirmed. Switch it off where another system of yours confirms them. */
  "mail.order_confirmations"?: boolean | null;
  /** The name that mails carry which your organization sends, such as invitations; by itself the installation's. Their address stays the installation's. Mails about people's own accounts do not change. */
  "mail.sender_name"?: string | null;
  /** Where answers to mails go that your organization sends, such as invitations. Mails about people's own accounts do not change. */
  "mail.reply_to"?: string | null;
  /** Your company's colour: a bar above your name in mails to customers. Nothing is written on it, so that any colour can be read. */
  "brand.color"?: string | null;
  /** How many days it is known which mails about orders were written, to whom, and what became of them. What they said is forgotten when they have left. A mail that waits, or of which the inbox has an open item, is kept. */
  "mail.kept_days"?: number | null;
  /** How many days it is known which events a payment provider told us, and what came of them; what they said is emptied after 30 days. Payments, refunds and their postings are kept for ever. An event that is not taken in, or does not fit while the inbox has an open item about that, is kept. */
  "payments.events_kept_days"?: number | null;
  /** How many days a conflict between Plinth and an ERP is kept after both agreed again, with what both sides looked like. What is open or not carried out is kept. Who decided stays in the trail. */
  "integrations.conflicts_kept_days"?: number | null;
  /** How many days a delivery to a webhook endpoint is kept, with its attempts, after it was taken or given up; that long it can be replayed. What waits is kept as long as it waits, and the events stay in the feed. */
  "webhooks.deliveries_kept_days"?: number | null;
  /** How many days an item of the inbox is kept after it was settled. What is open is kept as long as it is open. */
  "inbox.settled_kept_days"?: number | null;
};

/** How much of a product lies in a warehouse, and how much of it is promised. */
export type StockLevel = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The product. */
  product_id?: string;
  /** The warehouse. */
  warehouse_id?: string;
  /** What lies there: the sum of the movements. */
  on_hand?: number;
  /** What is promised to orders. */
  reserved?: number;
  /** What can still be promised: on hand less reserved. */
  available?: number;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The product. Present when expanded. */
  product?: Product | null;
  /** The warehouse. Present when expanded. */
  warehouse?: Warehouse | null;
};

/** A page of stock levels. */
export type StockLevelList = {
  /** The objects of this page. */
  data: Array<StockLevel>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** Why a quantity on hand changed: an entry of the append-only ledger. */
export type StockMovement = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The product that moved. */
  product_id?: string;
  /** Where; absent is the default warehouse. */
  warehouse_id?: string;
  /** The change: positive when received or returned, negative when lost, either when adjusted. */
  quantity?: number;
  /** Why it changed. */
  reason?: "received" | "adjusted" | "returned" | "lost";
  /** A remark. */
  note?: string | null;
  /** The movement's name in another system; unique. */
  external_reference?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The product. Present when expanded. */
  product?: Product | null;
  /** The warehouse. Present when expanded. */
  warehouse?: Warehouse | null;
};

/** A page of stock movements. */
export type StockMovementList = {
  /** The objects of this page. */
  data: Array<StockMovement>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `stock_movements.create` takes. */
export type StockMovementsCreateInput = {
  /** The product that moves. */
  product_id: string;
  /** Where; absent is the default warehouse. */
  warehouse_id?: string;
  /** The change: positive when received or returned, negative when lost, either when adjusted. */
  quantity: number;
  /** Why it changes. */
  reason: "received" | "adjusted" | "returned" | "lost";
  /** A remark. */
  note?: string;
  /** The movement's name in another system; unique. */
  external_reference?: string;
};

/** An object that was changed here and in the ERP. Neither side is written over until somebody decides. */
export type SyncConflict = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** What the ERP has of the object. */
  link_id?: string;
  /** The connection to the ERP. */
  connection_id?: string;
  /** What kind of object it is. */
  kind?: "customers" | "products" | "orders" | "payments";
  /** Your object. */
  object_id?: string;
  /** `decided`: what was decided is being carried out. */
  state?: "open" | "decided" | "resolved";
  /** The object as it is here, in the ERP's words. */
  ours?: Record<string, unknown>;
  /** The object as it is there; null where it was removed, in the ERP's words. */
  theirs?: Record<string, unknown> | null;
  /** The fields that changed here since both were in step. */
  ours_changed?: Array<string>;
  /** The fields that changed there. */
  theirs_changed?: Array<string>;
  /** The version of your object that was compared. */
  our_version?: number;
  /** Which side holds. */
  take?: "ours" | "theirs" | null;
  /** When that was decided. */
  decided_at?: string | null;
  /** The actor that decided it. */
  decided_by?: string | null;
  /** When both were in step again. */
  resolved_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** What the ERP has of the object. Present when expanded. */
  link?: SyncLink | null;
  /** The connection to the ERP. Present when expanded. */
  connection?: Connection | null;
};

/** A page of sync conflicts. */
export type SyncConflictList = {
  /** The objects of this page. */
  data: Array<SyncConflict>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `sync_conflicts.resolve` takes. */
export type SyncConflictsResolveInput = {
  /** Which side holds. */
  take: "ours" | "theirs";
};

/** What an ERP has of one of your objects: what it is called there, where it stands, whether both are in step. */
export type SyncLink = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The connection to the ERP. */
  connection_id?: string;
  /** What kind of object it is. */
  kind?: "customers" | "products" | "orders" | "payments";
  /** Your object. */
  object_id?: string;
  /** The object's id there; null until the ERP has acknowledged it. */
  external_id?: string | null;
  /** What people there call it. */
  external_number?: string | null;
  /** Where it stands there, in the ERP's words. */
  external_status?: string | null;
  /** `pending`: it changed here and is on its way. `in_sync`: the ERP has it. `failed`: it was given up, and its dead letter waits. `conflict`: both sides changed, and somebody decides. */
  state?: "pending" | "in_sync" | "failed" | "conflict";
  /** The ERP's fields that were changed there since, and not here: the next change here asks a person. */
  external_changed?: Array<string>;
  /** The version of your object that the ERP has. */
  pushed_version?: number | null;
  /** When both were in step last. */
  pushed_at?: string | null;
  /** When a change there was taken in last. */
  pulled_at?: string | null;
  /** Why it was given up, as a code. */
  error_code?: string | null;
  /** Why it was given up, in words. */
  error_detail?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** The connection to the ERP. Present when expanded. */
  connection?: Connection | null;
};

/** A page of sync links. */
export type SyncLinkList = {
  /** The objects of this page. */
  data: Array<SyncLink>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** The tax of a category in a country from a day on, until a later rate begins. */
export type TaxRate = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Where the customer is. */
  country?: string;
  /** Which products it is for. */
  category?: "standard" | "reduced" | "zero";
  /** First day on which it applies. */
  first_on?: string;
  /** Percent of the net amount. */
  rate_percent?: number;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of tax rates. */
export type TaxRateList = {
  /** The objects of this page. */
  data: Array<TaxRate>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `tax_rates.create` takes. */
export type TaxRatesCreateInput = {
  /** Where the customer is. */
  country: string;
  /** Which products it is for. */
  category: "standard" | "reduced" | "zero";
  /** First day on which it applies. */
  first_on: string;
  /** Percent of the net amount. */
  rate_percent: number;
};

/** What `tax_rates.update` takes. */
export type TaxRatesUpdateInput = {
  /** Percent of the net amount. */
  rate_percent?: number;
};

/** A place where stock lies. Orders take from the one with the lowest priority number first. */
export type Warehouse = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Short code, unique. */
  code?: string;
  /** What it is called. */
  name?: string;
  /** Lower is taken from first; the lowest is the default warehouse. */
  priority?: number;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
};

/** A page of warehouses. */
export type WarehouseList = {
  /** The objects of this page. */
  data: Array<Warehouse>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `warehouses.create` takes. */
export type WarehousesCreateInput = {
  /** Short code, unique. */
  code: string;
  /** What it is called. */
  name: string;
  /** Lower is taken from first; the lowest is the default warehouse. */
  priority?: number;
};

/** What `warehouses.update` takes. */
export type WarehousesUpdateInput = {
  /** Short code, unique. */
  code?: string;
  /** What it is called. */
  name?: string;
  /** Lower is taken from first; the lowest is the default warehouse. */
  priority?: number;
};

/** An address of yours that is told what happens, as signed webhooks (Standard Webhooks). Its deliveries are numbered 1, 2, 3 without a hole and come in order per object. */
export type WebhookEndpoint = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Where webhooks are sent by POST. https, without a login in it. */
  url?: string;
  /** What it is for. */
  description?: string | null;
  /** What it is told: types of events, `order.*` for all of a noun, `*` for everything. */
  events?: Array<string>;
  /** `paused`: what happens is numbered and waits. `disabled`: it answered 410 Gone, and what happens is not kept for it. */
  status?: "active" | "paused" | "disabled";
  /** When it was paused or disabled. */
  stopped_at?: string | null;
  /** The actor that paused it; the system's own where it failed for too long, or is gone. */
  stopped_by?: string | null;
  /** Why it is paused or disabled. */
  stopped_because?: string | null;
  /** With failures and without a success for so long, it is paused and its owner told. */
  pauses_after_hours?: number;
  /** How many requests it gets at once, at most. Those about one object come one after the other anyway. */
  concurrency?: number;
  /** How many requests it gets in a minute, at most; null is no limit. */
  per_minute?: number | null;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
  /** When its secret was drawn. */
  secret_set_at?: string;
  /** Until when the secret before the last rotation signs too; null when it does not. */
  retire_at?: string | null;
  /** When somebody tried it out last. */
  tested_at?: string | null;
  /** When somebody asked for deliveries again. */
  replayed_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** How far it has come. */
  progress?: WebhookProgress | null;
  /** How the requests to it go. */
  health?: WebhookHealth | null;
  /** Who is told when it fails. Present when expanded. */
  owner?: Member | null;
};

/** A page of webhook endpoints. */
export type WebhookEndpointList = {
  /** The objects of this page. */
  data: Array<WebhookEndpoint>;
  /** Pass it as `after` for the next page; null on the last one. */
  next_cursor: string | null;
  /** How many objects match; only with `count=exact`. */
  total?: number;
};

/** What `webhook_endpoints.create` takes. */
export type WebhookEndpointsCreateInput = {
  /** Where webhooks are sent by POST. https, without a login in it. */
  url: string;
  /** What it is told: types of events, `order.*` for all of a noun, `*` for everything. */
  events: Array<string>;
  /** What it is for. */
  description?: string | null;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
  /** With failures and without a success for so long, it is paused and its owner told. */
  pauses_after_hours?: number;
  /** How many requests it gets at once, at most. */
  concurrency?: number;
  /** How many requests it gets in a minute, at most; null is no limit. */
  per_minute?: number | null;
};

/** An address of yours that is told what happens, as signed webhooks (Standard Webhooks). Its deliveries are numbered 1, 2, 3 without a hole and come in order per object. */
export type WebhookEndpointsCreateOutput = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Where webhooks are sent by POST. https, without a login in it. */
  url?: string;
  /** What it is for. */
  description?: string | null;
  /** What it is told: types of events, `order.*` for all of a noun, `*` for everything. */
  events?: Array<string>;
  /** `paused`: what happens is numbered and waits. `disabled`: it answered 410 Gone, and what happens is not kept for it. */
  status?: "active" | "paused" | "disabled";
  /** When it was paused or disabled. */
  stopped_at?: string | null;
  /** The actor that paused it; the system's own where it failed for too long, or is gone. */
  stopped_by?: string | null;
  /** Why it is paused or disabled. */
  stopped_because?: string | null;
  /** With failures and without a success for so long, it is paused and its owner told. */
  pauses_after_hours?: number;
  /** How many requests it gets at once, at most. Those about one object come one after the other anyway. */
  concurrency?: number;
  /** How many requests it gets in a minute, at most; null is no limit. */
  per_minute?: number | null;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
  /** When its secret was drawn. */
  secret_set_at?: string;
  /** Until when the secret before the last rotation signs too; null when it does not. */
  retire_at?: string | null;
  /** When somebody tried it out last. */
  tested_at?: string | null;
  /** When somebody asked for deliveries again. */
  replayed_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** How far it has come. */
  progress?: WebhookProgress | null;
  /** How the requests to it go. */
  health?: WebhookHealth | null;
  /** Who is told when it fails. Present when expanded. */
  owner?: Member | null;
  /** What signatures are checked with: shown this once. */
  secret: string;
};

/** What `webhook_endpoints.pause` takes. */
export type WebhookEndpointsPauseInput = {
  /** Why, for whoever asks later. */
  because?: string;
};

/** What `webhook_endpoints.replay` takes. */
export type WebhookEndpointsReplayInput = {
  /** The first number to deliver again; this or `since`. */
  from?: number;
  /** The last one; absent is the newest. */
  to?: number;
  /** Deliver again what happened from this moment on; instead of `from` and `to`. */
  since?: string;
};

/** What `webhook_endpoints.rotate` takes. */
export type WebhookEndpointsRotateInput = {
  /** For how many hours the secret before signs too; 0 ends it at once. */
  overlap_hours?: number;
};

/** An address of yours that is told what happens, as signed webhooks (Standard Webhooks). Its deliveries are numbered 1, 2, 3 without a hole and come in order per object. */
export type WebhookEndpointsRotateOutput = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** Where webhooks are sent by POST. https, without a login in it. */
  url?: string;
  /** What it is for. */
  description?: string | null;
  /** What it is told: types of events, `order.*` for all of a noun, `*` for everything. */
  events?: Array<string>;
  /** `paused`: what happens is numbered and waits. `disabled`: it answered 410 Gone, and what happens is not kept for it. */
  status?: "active" | "paused" | "disabled";
  /** When it was paused or disabled. */
  stopped_at?: string | null;
  /** The actor that paused it; the system's own where it failed for too long, or is gone. */
  stopped_by?: string | null;
  /** Why it is paused or disabled. */
  stopped_because?: string | null;
  /** With failures and without a success for so long, it is paused and its owner told. */
  pauses_after_hours?: number;
  /** How many requests it gets at once, at most. Those about one object come one after the other anyway. */
  concurrency?: number;
  /** How many requests it gets in a minute, at most; null is no limit. */
  per_minute?: number | null;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
  /** When its secret was drawn. */
  secret_set_at?: string;
  /** Until when the secret before the last rotation signs too; null when it does not. */
  retire_at?: string | null;
  /** When somebody tried it out last. */
  tested_at?: string | null;
  /** When somebody asked for deliveries again. */
  replayed_at?: string | null;
  /** Grows by one with every change; the first part of the ETag. */
  version?: number;
  /** When the object was made. */
  created_at?: string;
  /** When the object last changed. */
  updated_at?: string;
  /** How far it has come. */
  progress?: WebhookProgress | null;
  /** How the requests to it go. */
  health?: WebhookHealth | null;
  /** Who is told when it fails. Present when expanded. */
  owner?: Member | null;
  /** The new secret: shown this once. */
  secret: string;
};

/** What `webhook_endpoints.update` takes. */
export type WebhookEndpointsUpdateInput = {
  /** Where webhooks are sent by POST. https, without a login in it. */
  url?: string;
  /** What it is told: types of events, `order.*` for all of a noun, `*` for everything. */
  events?: Array<string>;
  /** What it is for. */
  description?: string | null;
  /** The member who is told when it fails; null is the organization's owners. */
  owner_user_id?: string | null;
  /** With failures and without a success for so long, it is paused and its owner told. */
  pauses_after_hours?: number;
  /** How many requests it gets at once, at most. */
  concurrency?: number;
  /** How many requests it gets in a minute, at most; null is no limit. */
  per_minute?: number | null;
};

/** How the requests to an endpoint go. */
export type WebhookHealth = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** `closed`: requests go through. `open`: it failed too often, and nothing is sent before `retry_at`. `half_open`: one request finds out whether it works again. */
  breaker?: "closed" | "half_open" | "open";
  /** How many requests failed in a row. */
  failures?: number;
  /** When it is tried again. */
  retry_at?: string | null;
  /** When a request went well last. */
  last_success_at?: string | null;
  /** When a request failed last. */
  last_failure_at?: string | null;
  /** How, as a code. */
  last_failure?: string | null;
  /** Percent of requests that failed in this hour and the one before; null without requests. */
  failure_rate?: number | null;
};

/** How far an endpoint has come. */
export type WebhookProgress = {
  /** Identifies the object, forever (UUIDv7). */
  id: string;
  /** The number of its newest delivery. */
  last_number?: number;
  /** Up to here deliveries are under way or done; those behind it wait. */
  opened_up_to?: number;
  /** Up to here everything was asked for again: while it is beyond `opened_up_to` there is some left. */
  replay_up_to?: number;
  /** The first failure since the last success; null while it works. */
  failing_since?: string | null;
};

/** What problems are called. Codes may be added. */
export type ProblemCode =
  | "already_exists"
  | "already_member"
  | "bad_signature"
  | "below_reserved"
  | "body_too_large"
  | "contact_without_email"
  | "cross_site"
  | "customer_not_active"
  | "dry_run_impossible"
  | "forbidden"
  | "headers_too_large"
  | "idempotency_key_reused"
  | "internal_error"
  | "invalid_credentials"
  | "invalid_input"
  | "invalid_state"
  | "invalid_token"
  | "last_owner"
  | "last_way_in"
  | "limit_reached"
  | "link_first"
  | "malformed_request"
  | "method_not_allowed"
  | "mfa_required"
  | "more_than_open"
  | "more_than_received"
  | "no_connection"
  | "no_organization"
  | "no_price"
  | "no_tax_rate"
  | "nobody_to_write_to"
  | "not_found"
  | "not_on_account"
  | "organization_suspended"
  | "out_of_stock"
  | "outcome_unknown"
  | "outside_sign_in_failed"
  | "outside_unavailable"
  | "overloaded"
  | "passkey_refused"
  | "payment_refused"
  | "people_only"
  | "precondition_required"
  | "product_discontinued"
  | "provider_unavailable"
  | "rate_limited"
  | "request_in_progress"
  | "request_timeout"
  | "resync_required"
  | "separation_of_duties"
  | "session_ended"
  | "stale_version"
  | "step_up_required"
  | "still_referenced"
  | "too_many_attempts"
  | "too_many_passkeys"
  | "too_many_streams"
  | "unauthenticated"
  | "unavailable"
  | "unknown_parameter"
  | "unknown_provider"
  | "unsupported_media_type"
  | "upgrade_required"
  | "weak_password";

/** Every operation by its door: what it takes, what it answers. */
export type Operations = {
  /** Why may somebody do something, or not? */
  "GET /v1/access/explain": {
    query: {
      action: string;
      object?: string;
      actor?: string;
    };
    answer: {
      /** The operation that was asked about. */
      action: string;
      /** The object; null asks whether it is allowed at all. */
      object: string | null;
      /** Whose it is asked. */
      actor: string;
      /** Whether every rule allows it. */
      allowed: boolean;
      /** The first rule that refuses; null when none does. */
      decided_by: {
        /** `actor`, `permission`, `scope`, `organization`, `field`, `object`, `separation_of_duties`, or `policy`, a rule of the area itself, which the detail says. */
        rule: string;
        /** The permission that is missing. */
        permission?: string;
      } | null;
      /** The reason in a sentence. */
      because: string;
      /** Every rule that was asked, in the order in which a request meets them. */
      rules: Array<{
        /** The rule's name. */
        rule: string;
        /** What it says. */
        allowed: boolean;
        /** Why. */
        because: string;
      }>;
      /** What would have to be given for it to be allowed, all of it together; empty where nothing would do. Only for those who hold `access:explain`. */
      grants: Array<{
        /** A permission to hold. */
        permission?: string;
        /** The organization's roles that hold the permission. */
        roles?: Array<string>;
        /** To see the whole organization: a role or a key without a limit. */
        whole_organization?: boolean;
        /** Somebody else does it: nothing can be given to this one. */
        another_person?: boolean;
        /** Somebody is known to hold the key: a person rotates it, or acts in a session instead. */
        known_person?: boolean;
        /** The operator resumes the organization. */
        resume?: boolean;
        /** The actor that it has to be given to: a key, or also whoever's key it is. */
        to?: string;
        /** A customer that the member is to be assigned. */
        customer_assignment?: {
          /** A customer. */
          customer_id: string;
        };
        /** Customers that the key is to see as well. */
        customer_scope?: Array<string>;
      }>;
    };
  };
  /** List addresses */
  "GET /v1/addresses": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"id" | "-id">;
      fields?: OneOrMore<"id" | "customer_id" | "kind" | "recipient" | "line1" | "line2" | "city" | "region" | "postal_code" | "country" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
      kind?: OneOrMore<"billing" | "shipping">;
      "kind[ne]"?: "billing" | "shipping";
      country?: OneOrMore<string>;
      "country[ne]"?: string;
      external_reference?: OneOrMore<string>;
      "external_reference[ne]"?: string;
      "external_reference[null]"?: boolean;
    };
    answer: AddressList;
  };
  /** Create address */
  "POST /v1/addresses": {
    query?: {
      dry_run?: boolean;
    };
    body: AddressesCreateInput;
    answer: Address;
  };
  /** Create address (batch) */
  "POST /v1/addresses/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<AddressesCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<Address>;
    };
  };
  /** Get address */
  "GET /v1/addresses/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "customer_id" | "kind" | "recipient" | "line1" | "line2" | "city" | "region" | "postal_code" | "country" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Address;
  };
  /** Update address */
  "PATCH /v1/addresses/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: AddressesUpdateInput;
    ifMatch: Version;
    answer: Address;
  };
  /** Delete address */
  "DELETE /v1/addresses/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of an address */
  "GET /v1/addresses/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List API keys */
  "GET /v1/api_keys": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "name" | "prefix" | "role" | "scopes" | "customer_scope" | "service_account_id" | "user_id" | "allowed_ranges" | "api_version" | "expires_at" | "previous_expires_at" | "rotated_at" | "last_used_at" | "revoked_at" | "created_by" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      service_account_id?: OneOrMore<string>;
      "service_account_id[ne]"?: string;
      "service_account_id[null]"?: boolean;
    };
    answer: ApiKeyList;
  };
  /** Create API key */
  "POST /v1/api_keys": {
    body: ApiKeysCreateInput;
    answer: ApiKeysCreateOutput;
  };
  /** Get API key */
  "GET /v1/api_keys/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "name" | "prefix" | "role" | "scopes" | "customer_scope" | "service_account_id" | "user_id" | "allowed_ranges" | "api_version" | "expires_at" | "previous_expires_at" | "rotated_at" | "last_used_at" | "revoked_at" | "created_by" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: ApiKey;
  };
  /** History of an api key */
  "GET /v1/api_keys/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Revoke API key */
  "POST /v1/api_keys/{id}/revoke": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: ApiKey;
  };
  /** Rotate API key */
  "POST /v1/api_keys/{id}/rotate": {
    path: {
      id: string;
    };
    body?: ApiKeysRotateInput;
    ifMatch?: Version;
    answer: ApiKeysRotateOutput;
  };
  /** List the trail */
  "GET /v1/audit_entries": {
    query?: {
      actor?: string;
      action?: string;
      subject_id?: string;
      request_id?: string;
      "occurred_at[gte]"?: string;
      "occurred_at[gt]"?: string;
      "occurred_at[lte]"?: string;
      "occurred_at[lt]"?: string;
      subject_type?: string;
      on_behalf_of?: string;
      door?: string;
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
        /** The humans who hold the credential that was used: whose session or key it is, and who has seen a program's secret. Two of them are apart only where they share none. */
        people: Array<string>;
        /** The noun that it was done to. */
        subject_type: string;
        /** The object; null where it is about none. */
        subject_id: string | null;
        /** The address that it was asked from. */
        address: string | null;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Erase personal values */
  "POST /v1/audit_entries/erase": {
    query?: {
      dry_run?: boolean;
    };
    body: AuditEntriesEraseInput;
    answer: {
      /** The object. */
      subject_id: string;
      /** How many values there were. */
      erased: number;
    };
  };
  /** Log in */
  "POST /v1/auth/login": {
    body: AuthLoginInput;
    answer: {
      /** Who logged in. */
      user: {
        /** Identifies the user. */
        id: string;
        /** Their address. */
        email: string;
        /** What they are called. */
        name: string;
        /** Their language (BCP 47). */
        locale: string;
      };
      /** Where the user is a member or a buyer, the first joined first. */
      organizations: Array<{
        /** Identifies the organization. */
        id: string;
        /** Its name. */
        name: string;
        /** A member works there; a buyer orders from there for their own company. */
        kind: "member" | "buyer";
        /** The role there. */
        role: string;
      }>;
      /** The organization that requests act for unless they say another; null while there is none. */
      organization_id: string | null;
      /** Identifies the session among `GET /v1/me/sessions`. */
      session_id: string;
      /** How to send the access token. */
      token_type?: string;
      /** Send it as `Authorization: Bearer …`. */
      access_token?: string;
      /** Seconds that the access token lives. */
      expires_in?: number;
      /** Good once, for `POST /v1/auth/refresh`. */
      refresh_token?: string;
      /** Seconds after which the session ends if it is not used. */
      refresh_expires_in?: number;
    };
  };
  /** Begin a login with an account elsewhere */
  "POST /v1/auth/login/oauth/{provider}": {
    path: {
      provider: string;
    };
    body?: AuthBeginOutsideInput;
    answer: {
      /** Where to send the browser. It comes back to `/account/callback/{provider}`. */
      authorization_url: string;
    };
  };
  /** Finish a login with an account elsewhere */
  "POST /v1/auth/login/oauth/{provider}/callback": {
    path: {
      provider: string;
    };
    body: AuthLoginOutsideInput;
    answer: {
      /** Who logged in. */
      user: {
        /** Identifies the user. */
        id: string;
        /** Their address. */
        email: string;
        /** What they are called. */
        name: string;
        /** Their language (BCP 47). */
        locale: string;
      };
      /** Where the user is a member or a buyer, the first joined first. */
      organizations: Array<{
        /** Identifies the organization. */
        id: string;
        /** Its name. */
        name: string;
        /** A member works there; a buyer orders from there for their own company. */
        kind: "member" | "buyer";
        /** The role there. */
        role: string;
      }>;
      /** The organization that requests act for unless they say another; null while there is none. */
      organization_id: string | null;
      /** Identifies the session among `GET /v1/me/sessions`. */
      session_id: string;
      /** How to send the access token. */
      token_type?: string;
      /** Send it as `Authorization: Bearer …`. */
      access_token?: string;
      /** Seconds that the access token lives. */
      expires_in?: number;
      /** Good once, for `POST /v1/auth/refresh`. */
      refresh_token?: string;
      /** Seconds after which the session ends if it is not used. */
      refresh_expires_in?: number;
    };
  };
  /** Log in with a passkey */
  "POST /v1/auth/login/passkey": {
    body: AuthLoginPasskeyInput;
    answer: {
      /** Who logged in. */
      user: {
        /** Identifies the user. */
        id: string;
        /** Their address. */
        email: string;
        /** What they are called. */
        name: string;
        /** Their language (BCP 47). */
        locale: string;
      };
      /** Where the user is a member or a buyer, the first joined first. */
      organizations: Array<{
        /** Identifies the organization. */
        id: string;
        /** Its name. */
        name: string;
        /** A member works there; a buyer orders from there for their own company. */
        kind: "member" | "buyer";
        /** The role there. */
        role: string;
      }>;
      /** The organization that requests act for unless they say another; null while there is none. */
      organization_id: string | null;
      /** Identifies the session among `GET /v1/me/sessions`. */
      session_id: string;
      /** How to send the access token. */
      token_type?: string;
      /** Send it as `Authorization: Bearer …`. */
      access_token?: string;
      /** Seconds that the access token lives. */
      expires_in?: number;
      /** Good once, for `POST /v1/auth/refresh`. */
      refresh_token?: string;
      /** Seconds after which the session ends if it is not used. */
      refresh_expires_in?: number;
    };
  };
  /** Options for a passkey login */
  "POST /v1/auth/login/passkey/options": {
    answer: {
      /** From the answer that the options came with; good once, for 5 minutes. */
      challenge_token: string;
      /** What the browser needs, in the JSON form of WebAuthn. */
      options: {
        /** What the device is to sign. */
        challenge: string;
      };
    };
  };
  /** Log in: the second step */
  "POST /v1/auth/login/totp": {
    body: AuthLoginTotpInput;
    answer: {
      /** Who logged in. */
      user: {
        /** Identifies the user. */
        id: string;
        /** Their address. */
        email: string;
        /** What they are called. */
        name: string;
        /** Their language (BCP 47). */
        locale: string;
      };
      /** Where the user is a member or a buyer, the first joined first. */
      organizations: Array<{
        /** Identifies the organization. */
        id: string;
        /** Its name. */
        name: string;
        /** A member works there; a buyer orders from there for their own company. */
        kind: "member" | "buyer";
        /** The role there. */
        role: string;
      }>;
      /** The organization that requests act for unless they say another; null while there is none. */
      organization_id: string | null;
      /** Identifies the session among `GET /v1/me/sessions`. */
      session_id: string;
      /** How to send the access token. */
      token_type?: string;
      /** Send it as `Authorization: Bearer …`. */
      access_token?: string;
      /** Seconds that the access token lives. */
      expires_in?: number;
      /** Good once, for `POST /v1/auth/refresh`. */
      refresh_token?: string;
      /** Seconds after which the session ends if it is not used. */
      refresh_expires_in?: number;
    };
  };
  /** Log out */
  "POST /v1/auth/logout": {
    answer: undefined;
  };
  /** Ask for a new password */
  "POST /v1/auth/password/forgot": {
    body: AuthForgotPasswordInput;
    answer: {
      /** Where the mail goes, if an account has this address. */
      email: string;
    };
  };
  /** Set a new password by link */
  "POST /v1/auth/password/reset": {
    body: AuthResetPasswordInput;
    answer: undefined;
  };
  /** List providers for signing in */
  "GET /v1/auth/providers": {
    answer: {
      /** As the operator configured them; perhaps none. */
      data: Array<{
        /** Stands in paths. */
        name: string;
        /** Stands on a button. */
        title: string;
      }>;
    };
  };
  /** Refresh a session */
  "POST /v1/auth/refresh": {
    body: AuthRefreshInput;
    answer: {
      /** Who logged in. */
      user: {
        /** Identifies the user. */
        id: string;
        /** Their address. */
        email: string;
        /** What they are called. */
        name: string;
        /** Their language (BCP 47). */
        locale: string;
      };
      /** Where the user is a member or a buyer, the first joined first. */
      organizations: Array<{
        /** Identifies the organization. */
        id: string;
        /** Its name. */
        name: string;
        /** A member works there; a buyer orders from there for their own company. */
        kind: "member" | "buyer";
        /** The role there. */
        role: string;
      }>;
      /** The organization that requests act for unless they say another; null while there is none. */
      organization_id: string | null;
      /** Identifies the session among `GET /v1/me/sessions`. */
      session_id: string;
      /** How to send the access token. */
      token_type?: string;
      /** Send it as `Authorization: Bearer …`. */
      access_token?: string;
      /** Seconds that the access token lives. */
      expires_in?: number;
      /** Good once, for `POST /v1/auth/refresh`. */
      refresh_token?: string;
      /** Seconds after which the session ends if it is not used. */
      refresh_expires_in?: number;
    };
  };
  /** Ask for an account */
  "POST /v1/auth/register": {
    body: AuthRegisterInput;
    answer: {
      /** Where the mail goes. */
      email: string;
    };
  };
  /** Prove again that it is you */
  "POST /v1/auth/step_up": {
    body?: AuthStepUpInput;
    answer: {
      /** When it was proven. */
      authenticated_at: string;
      /** For how many seconds sensitive verbs ask for no other proof. */
      fresh_for: number;
    };
  };
  /** Options for a proof with a passkey */
  "POST /v1/auth/step_up/passkey/options": {
    answer: {
      /** From the answer that the options came with; good once, for 5 minutes. */
      challenge_token: string;
      /** What the browser needs, in the JSON form of WebAuthn. */
      options: {
        /** What the device is to sign. */
        challenge: string;
      };
    };
  };
  /** Prove an e-mail address */
  "POST /v1/auth/verify_email": {
    body: AuthVerifyEmailInput;
    answer: {
      /** The address that is shown to be yours. */
      email: string;
      /** Since when. */
      verified_at: string;
      /** `missing`: several asked for an account with this address, so that no password of theirs counts; a mail is on its way by which you choose one. `set`: there is nothing to do about it. */
      password: "set" | "missing";
    };
  };
  /** List buyers */
  "GET /v1/buyers": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "name" | "-name" | "id" | "-id">;
      fields?: OneOrMore<"id" | "contact_id" | "customer_id" | "name" | "email" | "ended_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
      contact_id?: OneOrMore<string>;
      "contact_id[ne]"?: string;
      ended_at?: OneOrMore<string>;
      "ended_at[ne]"?: string;
      "ended_at[gt]"?: string;
      "ended_at[gte]"?: string;
      "ended_at[lt]"?: string;
      "ended_at[lte]"?: string;
      "ended_at[null]"?: boolean;
    };
    answer: BuyerList;
  };
  /** Get buyer */
  "GET /v1/buyers/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "contact_id" | "customer_id" | "name" | "email" | "ended_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Buyer;
  };
  /** History of a buyer */
  "GET /v1/buyers/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Remove buyer */
  "POST /v1/buyers/{id}/remove": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Buyer;
  };
  /** List comments */
  "GET /v1/comments": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "subject_type" | "subject_id" | "customer_id" | "author" | "body" | "mentions" | "edited_at" | "version" | "created_at" | "updated_at">;
      count?: "exact";
      subject_type?: OneOrMore<string>;
      "subject_type[ne]"?: string;
      subject_id?: OneOrMore<string>;
      "subject_id[ne]"?: string;
      author?: OneOrMore<string>;
      "author[ne]"?: string;
      created_at?: OneOrMore<string>;
      "created_at[ne]"?: string;
      "created_at[gt]"?: string;
      "created_at[gte]"?: string;
      "created_at[lt]"?: string;
      "created_at[lte]"?: string;
    };
    answer: CommentList;
  };
  /** Create comment */
  "POST /v1/comments": {
    query?: {
      dry_run?: boolean;
    };
    body: CommentsCreateInput;
    answer: Comment;
  };
  /** Get comment */
  "GET /v1/comments/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "subject_type" | "subject_id" | "customer_id" | "author" | "body" | "mentions" | "edited_at" | "version" | "created_at" | "updated_at">;
    };
    answer: Comment;
  };
  /** Update comment */
  "PATCH /v1/comments/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: CommentsUpdateInput;
    ifMatch: Version;
    answer: Comment;
  };
  /** Delete comment */
  "DELETE /v1/comments/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a comment */
  "GET /v1/comments/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List connections */
  "GET /v1/connections": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "connector" | "name" | "status" | "configuration" | "allows" | "owner_user_id" | "credentials_set_at" | "retire_at" | "paused_at" | "paused_by" | "paused_because" | "tested_at" | "test_passed" | "test_result" | "version" | "created_at" | "updated_at" | "health">;
      expand?: OneOrMore<string>;
      count?: "exact";
      connector?: OneOrMore<string>;
      "connector[ne]"?: string;
      status?: OneOrMore<"active" | "paused">;
      "status[ne]"?: "active" | "paused";
      owner_user_id?: OneOrMore<string>;
      "owner_user_id[ne]"?: string;
      "owner_user_id[null]"?: boolean;
    };
    answer: ConnectionList;
  };
  /** Create connection */
  "POST /v1/connections": {
    query?: {
      dry_run?: boolean;
    };
    body: ConnectionsCreateInput;
    answer: Connection;
  };
  /** Get connection */
  "GET /v1/connections/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "connector" | "name" | "status" | "configuration" | "allows" | "owner_user_id" | "credentials_set_at" | "retire_at" | "paused_at" | "paused_by" | "paused_because" | "tested_at" | "test_passed" | "test_result" | "version" | "created_at" | "updated_at" | "health">;
      expand?: OneOrMore<string>;
    };
    answer: Connection;
  };
  /** Update connection */
  "PATCH /v1/connections/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: ConnectionsUpdateInput;
    ifMatch: Version;
    answer: Connection;
  };
  /** Delete connection */
  "DELETE /v1/connections/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a connection */
  "GET /v1/connections/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Pause connection */
  "POST /v1/connections/{id}/pause": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body?: ConnectionsPauseInput;
    ifMatch?: Version;
    answer: Connection;
  };
  /** Push objects to an ERP */
  "POST /v1/connections/{id}/push": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body?: ConnectionsPushInput;
    ifMatch?: Version;
    answer: {
      /** What is pushed. */
      kinds: Array<"customers" | "products" | "orders" | "payments">;
    };
  };
  /** Resume connection */
  "POST /v1/connections/{id}/resume": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Connection;
  };
  /** Rotate connection */
  "POST /v1/connections/{id}/rotate": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: ConnectionsRotateInput;
    ifMatch?: Version;
    answer: Connection;
  };
  /** Test connection */
  "POST /v1/connections/{id}/test": {
    path: {
      id: string;
    };
    ifMatch?: Version;
    answer: Connection;
  };
  /** List connectors */
  "GET /v1/connectors": {
    answer: {
      /** Every kind, by name. */
      data: Array<{
        /** What a connection names it by. */
        name: string;
        /** As people call it. */
        title: string;
        /** What it is for. */
        description: string;
        /** JSON Schema of what a connection's `configuration` says. */
        configuration: Record<string, unknown>;
        /** JSON Schema of what a connection's `credentials` hold. */
        credentials: Record<string, unknown>;
        /** Which kinds of data it can take. */
        allows: Array<string>;
      }>;
    };
  };
  /** List contacts */
  "GET /v1/contacts": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"name" | "-name" | "id" | "-id">;
      fields?: OneOrMore<"id" | "customer_id" | "name" | "job_title" | "email" | "phone" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
      email?: OneOrMore<string>;
      "email[ne]"?: string;
      "email[null]"?: boolean;
      name?: OneOrMore<string>;
      "name[ne]"?: string;
      external_reference?: OneOrMore<string>;
      "external_reference[ne]"?: string;
      "external_reference[null]"?: boolean;
    };
    answer: ContactList;
  };
  /** Create contact */
  "POST /v1/contacts": {
    query?: {
      dry_run?: boolean;
    };
    body: ContactsCreateInput;
    answer: Contact;
  };
  /** Create contact (batch) */
  "POST /v1/contacts/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<ContactsCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<Contact>;
    };
  };
  /** Get contact */
  "GET /v1/contacts/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "customer_id" | "name" | "job_title" | "email" | "phone" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Contact;
  };
  /** Update contact */
  "PATCH /v1/contacts/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: ContactsUpdateInput;
    ifMatch: Version;
    answer: Contact;
  };
  /** Delete contact */
  "DELETE /v1/contacts/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a contact */
  "GET /v1/contacts/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Invite a contact to buy */
  "POST /v1/contacts/{id}/invite": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: {
      /** Identifies the invitation, for those who may read and revoke it. */
      invitation_id: string;
      /** Who is asked. */
      contact_id: string;
      /** The company that they would buy for. */
      customer_id: string;
      /** Where the mail went: only the owner of this address can accept. */
      email: string;
      /** Until when the link is good. */
      expires_at: string;
    };
  };
  /** List customer assignments */
  "GET /v1/customer_assignments": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "member_id" | "customer_id" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      member_id?: OneOrMore<string>;
      "member_id[ne]"?: string;
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
    };
    answer: CustomerAssignmentList;
  };
  /** Assign a customer to a member */
  "POST /v1/customer_assignments": {
    query?: {
      dry_run?: boolean;
    };
    body: CustomerAssignmentsCreateInput;
    answer: CustomerAssignment;
  };
  /** Assign a customer to a member (batch) */
  "POST /v1/customer_assignments/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<CustomerAssignmentsCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<CustomerAssignment>;
    };
  };
  /** Get customer assignment */
  "GET /v1/customer_assignments/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "member_id" | "customer_id" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: CustomerAssignment;
  };
  /** Take a customer from a member */
  "DELETE /v1/customer_assignments/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a customer assignment */
  "GET /v1/customer_assignments/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List customers */
  "GET /v1/customers": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"name" | "-name" | "created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "name" | "status" | "tax_id" | "country" | "currency" | "payment_method" | "payment_terms_days" | "credit_limit_minor" | "internal_note" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      q?: string;
      count?: "exact";
      name?: OneOrMore<string>;
      "name[ne]"?: string;
      "name[like]"?: string;
      status?: OneOrMore<"active" | "on_hold" | "archived">;
      "status[ne]"?: "active" | "on_hold" | "archived";
      country?: OneOrMore<string>;
      "country[ne]"?: string;
      created_at?: OneOrMore<string>;
      "created_at[ne]"?: string;
      "created_at[gt]"?: string;
      "created_at[gte]"?: string;
      "created_at[lt]"?: string;
      "created_at[lte]"?: string;
      external_reference?: OneOrMore<string>;
      "external_reference[ne]"?: string;
      "external_reference[like]"?: string;
      "external_reference[null]"?: boolean;
    };
    answer: CustomerList;
  };
  /** Create customer */
  "POST /v1/customers": {
    query?: {
      dry_run?: boolean;
    };
    body: CustomersCreateInput;
    answer: Customer;
  };
  /** Create customer (batch) */
  "POST /v1/customers/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<CustomersCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<Customer>;
    };
  };
  /** Get customer */
  "GET /v1/customers/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "name" | "status" | "tax_id" | "country" | "currency" | "payment_method" | "payment_terms_days" | "credit_limit_minor" | "internal_note" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Customer;
  };
  /** Update customer */
  "PATCH /v1/customers/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: CustomersUpdateInput;
    ifMatch: Version;
    answer: Customer;
  };
  /** Delete customer */
  "DELETE /v1/customers/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a customer */
  "GET /v1/customers/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List dead letters */
  "GET /v1/dead_letters": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"id" | "-id">;
      fields?: OneOrMore<"id" | "kind" | "queue" | "payload" | "subject_type" | "subject_id" | "destination_id" | "attempts" | "most_attempts" | "replays" | "started_at" | "finished_at" | "error_code" | "error_detail" | "version" | "created_at" | "updated_at" | "errors">;
      expand?: OneOrMore<string>;
      count?: "exact";
      kind?: OneOrMore<string>;
      "kind[ne]"?: string;
      error_code?: OneOrMore<string>;
      "error_code[ne]"?: string;
      "error_code[null]"?: boolean;
      subject_id?: OneOrMore<string>;
      "subject_id[ne]"?: string;
      "subject_id[null]"?: boolean;
      destination_id?: OneOrMore<string>;
      "destination_id[ne]"?: string;
      "destination_id[null]"?: boolean;
    };
    answer: DeadLetterList;
  };
  /** Discard dead letters of a cause */
  "POST /v1/dead_letters/discard": {
    query?: {
      dry_run?: boolean;
    };
    body: DeadLettersDiscardAllInput;
    answer: Job;
  };
  /** Replay dead letters of a cause */
  "POST /v1/dead_letters/replay": {
    query?: {
      dry_run?: boolean;
    };
    body: DeadLettersReplayAllInput;
    answer: Job;
  };
  /** Get dead letter */
  "GET /v1/dead_letters/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "kind" | "queue" | "payload" | "subject_type" | "subject_id" | "destination_id" | "attempts" | "most_attempts" | "replays" | "started_at" | "finished_at" | "error_code" | "error_detail" | "version" | "created_at" | "updated_at" | "errors">;
      expand?: OneOrMore<string>;
    };
    answer: DeadLetter;
  };
  /** Discard job */
  "POST /v1/dead_letters/{id}/discard": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: DeadLettersDiscardInput;
    ifMatch?: Version;
    answer: Job;
  };
  /** History of a dead letter */
  "GET /v1/dead_letters/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Replay job */
  "POST /v1/dead_letters/{id}/replay": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: DeadLettersReplayInput;
    ifMatch?: Version;
    answer: Job;
  };
  /** List deliveries */
  "GET /v1/deliveries": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"number" | "-number" | "id" | "-id">;
      fields?: OneOrMore<"id" | "endpoint_id" | "number" | "event_id" | "type" | "subject_type" | "subject_id" | "occurred_at" | "body" | "status" | "attempts" | "replays" | "first_attempt_at" | "last_attempt_at" | "answer_status" | "answer_ms" | "error_code" | "error_detail" | "finished_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      endpoint_id?: OneOrMore<string>;
      "endpoint_id[ne]"?: string;
      event_id?: OneOrMore<string>;
      "event_id[ne]"?: string;
      type?: OneOrMore<string>;
      "type[ne]"?: string;
      status?: OneOrMore<"pending" | "delivered" | "failed">;
      "status[ne]"?: "pending" | "delivered" | "failed";
      subject_id?: OneOrMore<string>;
      "subject_id[ne]"?: string;
      number?: OneOrMore<number>;
      "number[ne]"?: number;
      "number[gt]"?: number;
      "number[gte]"?: number;
      "number[lt]"?: number;
      "number[lte]"?: number;
    };
    answer: DeliveryList;
  };
  /** Get delivery */
  "GET /v1/deliveries/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "endpoint_id" | "number" | "event_id" | "type" | "subject_type" | "subject_id" | "occurred_at" | "body" | "status" | "attempts" | "replays" | "first_attempt_at" | "last_attempt_at" | "answer_status" | "answer_ms" | "error_code" | "error_detail" | "finished_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Delivery;
  };
  /** History of a delivery */
  "GET /v1/deliveries/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List events */
  "GET /v1/events": {
    query?: {
      after?: string;
      topics?: string;
      limit?: number;
      wait?: number;
    };
    answer: {
      /** The events, oldest first. */
      data: Array<{
        /** Identifies the event, forever. */
        id: string;
        /** Its number in what you are shown, without a hole, in commit order. For whoever reads the whole feed, the position in it. */
        seq: number;
        /** What happened, in the past tense. */
        type: string;
        /** What it happened to. */
        subject: {
          /** The noun that it happened to. */
          type: string;
          /** The object. */
          id: string;
          /** The object's version after it. */
          version: number;
        };
        /** Who did it, as kind:id; the kind alone where you do not read the whole feed and it was somebody else. */
        actor: string;
        /** When. */
        occurred_at: string;
        /** More about it: ids and names of changed fields. */
        data: Record<string, unknown>;
      }>;
      /** To pass as `after`; null when there is nothing behind yours: ask again with the same. Where you see a part of the feed it may move on without an event. */
      next_cursor: string | null;
    };
  };
  /** List inbox */
  "GET /v1/inbox": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"since" | "-since" | "id" | "-id">;
      fields?: OneOrMore<"id" | "kind" | "because" | "details" | "subject_type" | "subject_id" | "since" | "last_at" | "times" | "owner_user_id" | "resolves" | "told_at" | "settled_at" | "settled_by" | "settled_how" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      kind?: OneOrMore<string>;
      "kind[ne]"?: string;
      subject_id?: OneOrMore<string>;
      "subject_id[ne]"?: string;
      "subject_id[null]"?: boolean;
      owner_user_id?: OneOrMore<string>;
      "owner_user_id[ne]"?: string;
      "owner_user_id[null]"?: boolean;
      settled_at?: OneOrMore<string>;
      "settled_at[ne]"?: string;
      "settled_at[gt]"?: string;
      "settled_at[gte]"?: string;
      "settled_at[lt]"?: string;
      "settled_at[lte]"?: string;
      "settled_at[null]"?: boolean;
    };
    answer: InboxItemList;
  };
  /** Get inbox item */
  "GET /v1/inbox/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "kind" | "because" | "details" | "subject_type" | "subject_id" | "since" | "last_at" | "times" | "owner_user_id" | "resolves" | "told_at" | "settled_at" | "settled_by" | "settled_how" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: InboxItem;
  };
  /** Assign inbox item */
  "POST /v1/inbox/{id}/assign": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: InboxAssignInput;
    ifMatch?: Version;
    answer: InboxItem;
  };
  /** History of an inbox item */
  "GET /v1/inbox/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Settle inbox item */
  "POST /v1/inbox/{id}/settle": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: InboxSettleInput;
    ifMatch?: Version;
    answer: InboxItem;
  };
  /** List inbox kinds */
  "GET /v1/inbox_kinds": {
    answer: {
      /** Every kind, by name. */
      data: Array<{
        /** What items name it by. */
        kind: string;
        /** What stands still then. */
        description: string;
      }>;
    };
  };
  /** List invitations */
  "GET /v1/invitations": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "email" | "role" | "contact_id" | "invited_by" | "sent_at" | "expires_at" | "accepted_at" | "accepted_by" | "revoked_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      email?: OneOrMore<string>;
      "email[ne]"?: string;
      contact_id?: OneOrMore<string>;
      "contact_id[ne]"?: string;
      "contact_id[null]"?: boolean;
    };
    answer: InvitationList;
  };
  /** Invite somebody */
  "POST /v1/invitations": {
    query?: {
      dry_run?: boolean;
    };
    body: InvitationsCreateInput;
    answer: Invitation;
  };
  /** Accept an invitation */
  "POST /v1/invitations/accept": {
    body: InvitationsAcceptInput;
    answer: {
      /** Where you belong now. */
      organization_id: string;
      /** Its name. */
      name: string;
      /** What you are there: a member's role, or `buyer`. */
      role: string;
    };
  };
  /** Look at an invitation */
  "POST /v1/invitations/preview": {
    body: InvitationsPreviewInput;
    answer: {
      /** Who asks. */
      organization_name: string;
      /** Who is asked: log in or register with this address. */
      email: string;
      /** What they will be: a member's role, or `buyer`, who orders for their own company. */
      role: string;
      /** Until when the link is good. */
      expires_at: string;
    };
  };
  /** Get invitation */
  "GET /v1/invitations/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "email" | "role" | "contact_id" | "invited_by" | "sent_at" | "expires_at" | "accepted_at" | "accepted_by" | "revoked_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Invitation;
  };
  /** History of an invitation */
  "GET /v1/invitations/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Send an invitation again */
  "POST /v1/invitations/{id}/resend": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Invitation;
  };
  /** Take an invitation back */
  "POST /v1/invitations/{id}/revoke": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Invitation;
  };
  /** List jobs */
  "GET /v1/jobs": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"id" | "-id">;
      fields?: OneOrMore<"id" | "kind" | "queue" | "payload" | "subject_type" | "subject_id" | "destination_id" | "attempts" | "most_attempts" | "replays" | "started_at" | "state" | "priority" | "run_at" | "finished_at" | "error_code" | "error_detail" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      state?: OneOrMore<"scheduled" | "ready" | "running" | "done" | "dead" | "discarded">;
      "state[ne]"?: "scheduled" | "ready" | "running" | "done" | "dead" | "discarded";
      kind?: OneOrMore<string>;
      "kind[ne]"?: string;
      subject_id?: OneOrMore<string>;
      "subject_id[ne]"?: string;
      "subject_id[null]"?: boolean;
      destination_id?: OneOrMore<string>;
      "destination_id[ne]"?: string;
      "destination_id[null]"?: boolean;
    };
    answer: JobList;
  };
  /** Get job */
  "GET /v1/jobs/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "kind" | "queue" | "payload" | "subject_type" | "subject_id" | "destination_id" | "attempts" | "most_attempts" | "replays" | "started_at" | "state" | "priority" | "run_at" | "finished_at" | "error_code" | "error_detail" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Job;
  };
  /** History of a job */
  "GET /v1/jobs/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List mails */
  "GET /v1/mails": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "kind" | "status" | "subject_type" | "subject_id" | "customer_id" | "contact_id" | "recipient" | "locale" | "resend_of" | "provider_id" | "sent_at" | "delivered_at" | "delayed_at" | "bounced_at" | "complained_at" | "failed_at" | "failure_code" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      subject_id?: OneOrMore<string>;
      "subject_id[ne]"?: string;
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
      status?: OneOrMore<"queued" | "sent" | "bounced" | "complained" | "failed">;
      "status[ne]"?: "queued" | "sent" | "bounced" | "complained" | "failed";
      recipient?: OneOrMore<string>;
      "recipient[ne]"?: string;
      "recipient[null]"?: boolean;
      created_at?: OneOrMore<string>;
      "created_at[ne]"?: string;
      "created_at[gt]"?: string;
      "created_at[gte]"?: string;
      "created_at[lt]"?: string;
      "created_at[lte]"?: string;
    };
    answer: MailList;
  };
  /** Get mail */
  "GET /v1/mails/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "kind" | "status" | "subject_type" | "subject_id" | "customer_id" | "contact_id" | "recipient" | "locale" | "resend_of" | "provider_id" | "sent_at" | "delivered_at" | "delayed_at" | "bounced_at" | "complained_at" | "failed_at" | "failure_code" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Mail;
  };
  /** History of a mail */
  "GET /v1/mails/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Send a mail again */
  "POST /v1/mails/{id}/resend": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body?: MailsResendInput;
    ifMatch?: Version;
    answer: Mail;
  };
  /** Who am I? */
  "GET /v1/me": {
    answer: {
      /** Who is calling. */
      actor: {
        /** api_key, service_account, member, buyer, or user where no organization is chosen. */
        kind: string;
        /** Identifies the actor. */
        id: string;
        /** The actor's name. */
        name: string;
      };
      /** The person; null for programs. */
      user: {
        /** Identifies the user. */
        id: string;
        /** Their address. */
        email: string;
        /** What they are called. */
        name: string;
        /** Their language (BCP 47). */
        locale: string;
      } | null;
      /** Where the user is a member or a buyer, the first joined first. */
      organizations: Array<{
        /** Identifies the organization. */
        id: string;
        /** Its name. */
        name: string;
        /** A member works there; a buyer orders from there for their own company. */
        kind: "member" | "buyer";
        /** The role there. */
        role: string;
      }>;
      /** The organization it acts for; null for a person who has chosen none. */
      organization_id: string | null;
      /** What it may do there, sorted. */
      permissions: Array<string>;
      /** The customers that it may see: `all`, or their ids; null without an organization. */
      scope: "all" | Array<string> | null;
      /** Why the organization can only be read at the moment, in the operator's words; null while it works. */
      suspended_because: string | null;
      /** The version of the API that the credential is pinned to. */
      api_version: string;
      /** The session of this request; null for programs. */
      session: {
        /** Identifies the session. */
        id: string;
        /** What was proven: password, totp, recovery_code, passkey, or a provider's name. */
        methods: Array<string>;
        /** When it was last proven who is sitting there. */
        authenticated_at: string;
        /** When the session ends if it is not used again. */
        expires_at: string;
      } | null;
      /** How the person can prove who they are; null for programs. */
      factors: {
        /** Whether there is a password. */
        password: boolean;
        /** Whether an authenticator app is asked for. */
        totp: boolean;
        /** Recovery codes that are unused. */
        recovery_codes_left: number;
        /** How many passkeys there are. */
        passkeys: number;
      } | null;
    };
  };
  /** Change the e-mail address */
  "POST /v1/me/email": {
    body: MeChangeEmailInput;
    answer: {
      /** Where the mail goes. */
      email: string;
    };
  };
  /** List your linked accounts */
  "GET /v1/me/linked_accounts": {
    answer: {
      /** The first linked first. */
      data: Array<{
        /** Identifies the link. */
        id: string;
        /** The provider's name. */
        provider: string;
        /** What the provider said of the address when it was linked. */
        email: string | null;
        /** Since when. */
        created_at: string;
      }>;
    };
  };
  /** Begin to link an account elsewhere */
  "POST /v1/me/linked_accounts/oauth/{provider}": {
    path: {
      provider: string;
    };
    answer: {
      /** Where to send the browser. It comes back to `/account/callback/{provider}`. */
      authorization_url: string;
    };
  };
  /** Finish linking an account elsewhere */
  "POST /v1/me/linked_accounts/oauth/{provider}/callback": {
    path: {
      provider: string;
    };
    body: LinkedAccountsCreateInput;
    answer: {
      /** Identifies the link. */
      id: string;
      /** The provider's name. */
      provider: string;
      /** What the provider said of the address when it was linked. */
      email: string | null;
      /** Since when. */
      created_at: string;
    };
  };
  /** Unlink an account */
  "DELETE /v1/me/linked_accounts/{id}": {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Choose the session's organization */
  "POST /v1/me/organization": {
    body: MeChooseOrganizationInput;
    answer: {
      /** Who logged in. */
      user: {
        /** Identifies the user. */
        id: string;
        /** Their address. */
        email: string;
        /** What they are called. */
        name: string;
        /** Their language (BCP 47). */
        locale: string;
      };
      /** Where the user is a member or a buyer, the first joined first. */
      organizations: Array<{
        /** Identifies the organization. */
        id: string;
        /** Its name. */
        name: string;
        /** A member works there; a buyer orders from there for their own company. */
        kind: "member" | "buyer";
        /** The role there. */
        role: string;
      }>;
      /** The organization that requests act for unless they say another; null while there is none. */
      organization_id: string | null;
      /** Identifies the session among `GET /v1/me/sessions`. */
      session_id: string;
      /** How to send the access token. */
      token_type?: string;
      /** Send it as `Authorization: Bearer …`. */
      access_token?: string;
      /** Seconds that the access token lives. */
      expires_in?: number;
      /** Good once, for `POST /v1/auth/refresh`. */
      refresh_token?: string;
      /** Seconds after which the session ends if it is not used. */
      refresh_expires_in?: number;
    };
  };
  /** List your passkeys */
  "GET /v1/me/passkeys": {
    answer: {
      /** At most 20, the first made first. */
      data: Array<{
        /** Identifies the passkey. */
        id: string;
        /** What you call it. */
        name: string;
        /** Since when. */
        created_at: string;
        /** When it was used last; null: not yet. */
        last_used_at: string | null;
        /** Whether it outlives the device, because its maker keeps a copy. */
        backed_up: boolean;
      }>;
    };
  };
  /** Add a passkey */
  "POST /v1/me/passkeys": {
    body: PasskeysCreateInput;
    answer: {
      /** Identifies the passkey. */
      id: string;
      /** What you call it. */
      name: string;
      /** Since when. */
      created_at: string;
      /** When it was used last; null: not yet. */
      last_used_at: string | null;
      /** Whether it outlives the device, because its maker keeps a copy. */
      backed_up: boolean;
    };
  };
  /** Options for a new passkey */
  "POST /v1/me/passkeys/options": {
    answer: {
      /** From the answer that the options came with; good once, for 5 minutes. */
      challenge_token: string;
      /** What the browser needs, in the JSON form of WebAuthn. */
      options: {
        /** What the device is to sign. */
        challenge: string;
      };
    };
  };
  /** Remove a passkey */
  "DELETE /v1/me/passkeys/{id}": {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Change the password */
  "POST /v1/me/password": {
    body: MeChangePasswordInput;
    answer: undefined;
  };
  /** Change name or language */
  "POST /v1/me/profile": {
    body?: MeUpdateProfileInput;
    answer: {
      /** Identifies the user. */
      id: string;
      /** Their address. */
      email: string;
      /** What they are called. */
      name: string;
      /** Their language (BCP 47). */
      locale: string;
    };
  };
  /** Count unused recovery codes */
  "GET /v1/me/recovery_codes": {
    answer: {
      /** Unused recovery codes. */
      left: number;
    };
  };
  /** Renew the recovery codes */
  "POST /v1/me/recovery_codes": {
    answer: {
      /** Ten codes, each good once in place of the app's. Keep them where the phone is not. */
      recovery_codes: Array<string>;
    };
  };
  /** List your security log */
  "GET /v1/me/security_log": {
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry. */
        id: string;
        /** What was done or tried. */
        action: string;
        /** `done`, or the code of the problem with which it was refused. */
        outcome: string;
        /** From which address. */
        address: string | null;
        /** What the device called itself. */
        user_agent: string | null;
        /** When. */
        occurred_at: string;
      }>;
      /** To pass as `after` for the next page; null when there is none. */
      next_cursor: string | null;
    };
  };
  /** List your sessions */
  "GET /v1/me/sessions": {
    answer: {
      /** Your sessions that have not ended. */
      data: Array<{
        /** Identifies the session. */
        id: string;
        /** Whether this request is made with it. */
        current: boolean;
        /** `cookie`: a browser. `token`: a program. */
        kind: "token" | "cookie";
        /** What the device called itself at the login. */
        user_agent: string | null;
        /** From which address the login came. */
        address: string | null;
        /** What was proven: password, totp, recovery_code, passkey, or a provider's name. */
        methods: Array<string>;
        /** When it began. */
        created_at: string;
        /** When it was used last, to half a minute. */
        last_seen_at: string;
        /** When it ends if it is not used again. */
        expires_at: string;
      }>;
    };
  };
  /** End all sessions */
  "POST /v1/me/sessions/end_all": {
    body?: MeEndAllSessionsInput;
    answer: undefined;
  };
  /** End a session */
  "DELETE /v1/me/sessions/{id}": {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Set up an authenticator app */
  "POST /v1/me/totp": {
    answer: {
      /** The secret in base32, to be typed. */
      secret: string;
      /** The same as an address that apps open. */
      uri: string;
      /** The address as an SVG image. */
      qr_svg: string;
    };
  };
  /** Remove the authenticator app */
  "DELETE /v1/me/totp": {
    answer: undefined;
  };
  /** Confirm the authenticator app */
  "POST /v1/me/totp/confirm": {
    body: MeConfirmTotpInput;
    answer: {
      /** Ten codes, each good once in place of the app's. Keep them where the phone is not. */
      recovery_codes: Array<string>;
    };
  };
  /** List members */
  "GET /v1/members": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "name" | "-name" | "id" | "-id">;
      fields?: OneOrMore<"id" | "name" | "email" | "role" | "ended_at" | "version" | "created_at" | "updated_at">;
      count?: "exact";
      role?: OneOrMore<string>;
      "role[ne]"?: string;
      ended_at?: OneOrMore<string>;
      "ended_at[ne]"?: string;
      "ended_at[gt]"?: string;
      "ended_at[gte]"?: string;
      "ended_at[lt]"?: string;
      "ended_at[lte]"?: string;
      "ended_at[null]"?: boolean;
    };
    answer: MemberList;
  };
  /** Get member */
  "GET /v1/members/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "name" | "email" | "role" | "ended_at" | "version" | "created_at" | "updated_at">;
    };
    answer: Member;
  };
  /** Update member */
  "PATCH /v1/members/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: MembersUpdateInput;
    ifMatch: Version;
    answer: Member;
  };
  /** History of a member */
  "GET /v1/members/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Remove member */
  "POST /v1/members/{id}/remove": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Member;
  };
  /** List notification preferences */
  "GET /v1/notification_preferences": {
    answer: {
      /** Every kind, by name. */
      data: Array<{
        /** What kind of notification. */
        kind: string;
        /** What it is about, in your language. */
        description: string;
        /** Whether it is among your notifications, and told to you live. */
        in_app: boolean;
        /** Whether it is written to you by mail, unless you have read it within a minute. */
        email: boolean;
        /** Whether you have said so; otherwise it is so by itself. */
        chosen: boolean;
      }>;
    };
  };
  /** Choose how you are told */
  "PUT /v1/notification_preferences/{kind}": {
    path: {
      kind: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: NotificationPreferencesChooseInput;
    answer: {
      /** What kind of notification. */
      kind: string;
      /** What it is about, in your language. */
      description: string;
      /** Whether it is among your notifications, and told to you live. */
      in_app: boolean;
      /** Whether it is written to you by mail, unless you have read it within a minute. */
      email: boolean;
      /** Whether you have said so; otherwise it is so by itself. */
      chosen: boolean;
    };
  };
  /** List notifications */
  "GET /v1/notifications": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"id" | "-id">;
      fields?: OneOrMore<"id" | "kind" | "title" | "body" | "subject_type" | "subject_id" | "event_id" | "emailed_at" | "read_at" | "archived_at" | "version" | "created_at" | "updated_at">;
      count?: "exact";
      kind?: OneOrMore<string>;
      "kind[ne]"?: string;
      subject_id?: OneOrMore<string>;
      "subject_id[ne]"?: string;
      read_at?: OneOrMore<string>;
      "read_at[ne]"?: string;
      "read_at[gt]"?: string;
      "read_at[gte]"?: string;
      "read_at[lt]"?: string;
      "read_at[lte]"?: string;
      "read_at[null]"?: boolean;
      archived_at?: OneOrMore<string>;
      "archived_at[ne]"?: string;
      "archived_at[gt]"?: string;
      "archived_at[gte]"?: string;
      "archived_at[lt]"?: string;
      "archived_at[lte]"?: string;
      "archived_at[null]"?: boolean;
    };
    answer: NotificationList;
  };
  /** Read all notification */
  "POST /v1/notifications/read_all": {
    query?: {
      dry_run?: boolean;
    };
    answer: {
      /** How many were new. */
      read: number;
    };
  };
  /** Count new notifications */
  "GET /v1/notifications/unread_count": {
    answer: {
      /** How many are new. */
      unread: number;
    };
  };
  /** Get notification */
  "GET /v1/notifications/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "kind" | "title" | "body" | "subject_type" | "subject_id" | "event_id" | "emailed_at" | "read_at" | "archived_at" | "version" | "created_at" | "updated_at">;
    };
    answer: Notification;
  };
  /** Archive notification */
  "POST /v1/notifications/{id}/archive": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Notification;
  };
  /** History of a notification */
  "GET /v1/notifications/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Read notification */
  "POST /v1/notifications/{id}/read": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Notification;
  };
  /** Unread notification */
  "POST /v1/notifications/{id}/unread": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Notification;
  };
  /** List orders */
  "GET /v1/orders": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"placed_at" | "-placed_at" | "number" | "-number" | "total_minor" | "-total_minor" | "id" | "-id">;
      fields?: OneOrMore<"id" | "number" | "customer_id" | "status" | "currency" | "customer_reference" | "external_reference" | "internal_note" | "subtotal_minor" | "tax_minor" | "total_minor" | "margin_minor" | "payment_method" | "payment_status" | "paid_minor" | "refunded_minor" | "paid_at" | "held_because" | "held_at" | "placed_at" | "recorded_at" | "confirmed_at" | "confirmed_by" | "cancelled_at" | "cancelled_by" | "version" | "created_at" | "updated_at" | "lines">;
      expand?: OneOrMore<string>;
      q?: string;
      count?: "exact";
      number?: OneOrMore<string>;
      "number[ne]"?: string;
      "number[like]"?: string;
      status?: OneOrMore<"placed" | "confirmed" | "shipped" | "returned" | "cancelled">;
      "status[ne]"?: "placed" | "confirmed" | "shipped" | "returned" | "cancelled";
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
      payment_status?: OneOrMore<"not_tracked" | "unpaid" | "partly_paid" | "paid" | "overpaid" | "partly_refunded" | "refunded">;
      "payment_status[ne]"?: "not_tracked" | "unpaid" | "partly_paid" | "paid" | "overpaid" | "partly_refunded" | "refunded";
      payment_method?: OneOrMore<"prepaid" | "on_account">;
      "payment_method[ne]"?: "prepaid" | "on_account";
      "payment_method[null]"?: boolean;
      held_because?: OneOrMore<"credit_limit" | "credit_currency" | "second_person">;
      "held_because[ne]"?: "credit_limit" | "credit_currency" | "second_person";
      "held_because[null]"?: boolean;
      placed_at?: OneOrMore<string>;
      "placed_at[ne]"?: string;
      "placed_at[gt]"?: string;
      "placed_at[gte]"?: string;
      "placed_at[lt]"?: string;
      "placed_at[lte]"?: string;
      total_minor?: OneOrMore<number>;
      "total_minor[ne]"?: number;
      "total_minor[gt]"?: number;
      "total_minor[gte]"?: number;
      "total_minor[lt]"?: number;
      "total_minor[lte]"?: number;
      external_reference?: OneOrMore<string>;
      "external_reference[ne]"?: string;
      "external_reference[null]"?: boolean;
    };
    answer: OrderList;
  };
  /** Place order */
  "POST /v1/orders": {
    query?: {
      dry_run?: boolean;
    };
    body: OrdersPlaceInput;
    answer: Order;
  };
  /** Place order (batch) */
  "POST /v1/orders/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<OrdersPlaceInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<Order>;
    };
  };
  /** Record order */
  "POST /v1/orders/record": {
    query?: {
      dry_run?: boolean;
    };
    body: OrdersRecordInput;
    answer: Order;
  };
  /** Record order (batch) */
  "POST /v1/orders/record/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<OrdersRecordInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<Order>;
    };
  };
  /** Get order */
  "GET /v1/orders/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "number" | "customer_id" | "status" | "currency" | "customer_reference" | "external_reference" | "internal_note" | "subtotal_minor" | "tax_minor" | "total_minor" | "margin_minor" | "payment_method" | "payment_status" | "paid_minor" | "refunded_minor" | "paid_at" | "held_because" | "held_at" | "placed_at" | "recorded_at" | "confirmed_at" | "confirmed_by" | "cancelled_at" | "cancelled_by" | "version" | "created_at" | "updated_at" | "lines">;
      expand?: OneOrMore<string>;
    };
    answer: Order;
  };
  /** Annotate order */
  "POST /v1/orders/{id}/annotate": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: OrdersAnnotateInput;
    ifMatch?: Version;
    answer: Order;
  };
  /** Cancel order */
  "POST /v1/orders/{id}/cancel": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Order;
  };
  /** Confirm order */
  "POST /v1/orders/{id}/confirm": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Order;
  };
  /** History of an order */
  "GET /v1/orders/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Pay an order */
  "POST /v1/orders/{id}/payments": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: PaymentsCreateInput;
    ifMatch?: Version;
    answer: PaymentsCreateOutput;
  };
  /** Timeline of an order */
  "GET /v1/orders/{id}/timeline": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, the oldest first. */
      data: Array<{
        /** When it happened, or was made. */
        at: string;
        /** Of the event, job, delivery, item or comment itself. */
        id: string;
        /** What it is. */
        kind: "event" | "job" | "delivery" | "inbox_item" | "comment";
        /** Which event, or which kind of job, delivery or item; `comment` of a comment. */
        type: string;
        /** The same in a sentence. */
        summary: string;
        /** What it is about: the order, or what belongs to it. */
        subject: {
          /** The noun. */
          type: string;
          /** The object. */
          id: string;
        };
        /** Who did it, as kind:id. */
        actor?: string;
        /** Where a job, a delivery or an item stands now. */
        state?: string;
        /** More about it, by kind. */
        details: Record<string, unknown>;
      }>;
      /** To pass as `after`; null at the end. */
      next_cursor: string | null;
    };
  };
  /** List organizations */
  "GET /v1/organizations": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"id" | "-id">;
      fields?: OneOrMore<"id" | "name" | "country" | "currency" | "demo" | "suspended_at" | "suspended_because" | "requests_per_minute" | "version" | "created_at" | "updated_at">;
      count?: "exact";
    };
    answer: OrganizationList;
  };
  /** Create organization */
  "POST /v1/organizations": {
    body: OrganizationsCreateInput;
    answer: {
      /** Identifies the organization. */
      id: string;
      /** Its name. */
      name: string;
      /** Where it is established. */
      country: string;
      /** The currency that its costs are kept in. */
      currency: string;
      /** What you are there. */
      role: string;
    };
  };
  /** Get organization */
  "GET /v1/organizations/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "name" | "country" | "currency" | "demo" | "suspended_at" | "suspended_because" | "requests_per_minute" | "version" | "created_at" | "updated_at">;
    };
    answer: Organization;
  };
  /** Update organization */
  "PATCH /v1/organizations/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: OrganizationsUpdateInput;
    ifMatch: Version;
    answer: Organization;
  };
  /** History of an organization */
  "GET /v1/organizations/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Leave organization */
  "POST /v1/organizations/{id}/leave": {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** List payment balances */
  "GET /v1/payment_balances": {
    answer: {
      /** By currency and account. */
      data: Array<{
        /** `receivables` is what customers owe, the others are where their money lies. */
        account: "receivables" | "stripe" | "bank";
        /** ISO 4217. */
        currency: string;
        /** All that went into it, in minor units. */
        debit_minor: number;
        /** All that went out of it, in minor units. */
        credit_minor: number;
        /** The difference, in minor units. */
        balance_minor: number;
      }>;
    };
  };
  /** List payments */
  "GET /v1/payments": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "amount_minor" | "-amount_minor" | "id" | "-id">;
      fields?: OneOrMore<"id" | "order_id" | "customer_id" | "connection_id" | "method" | "status" | "currency" | "amount_minor" | "received_minor" | "refunded_minor" | "reference" | "value_on" | "intent_id" | "session_id" | "started_by" | "succeeded_at" | "cancel_requested_at" | "refused_because" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      order_id?: OneOrMore<string>;
      "order_id[ne]"?: string;
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
      status?: OneOrMore<"started" | "open" | "requires_action" | "processing" | "failed" | "cancelled" | "succeeded">;
      "status[ne]"?: "started" | "open" | "requires_action" | "processing" | "failed" | "cancelled" | "succeeded";
      connection_id?: OneOrMore<string>;
      "connection_id[ne]"?: string;
      "connection_id[null]"?: boolean;
      amount_minor?: OneOrMore<number>;
      "amount_minor[ne]"?: number;
      "amount_minor[gt]"?: number;
      "amount_minor[gte]"?: number;
      "amount_minor[lt]"?: number;
      "amount_minor[lte]"?: number;
      created_at?: OneOrMore<string>;
      "created_at[ne]"?: string;
      "created_at[gt]"?: string;
      "created_at[gte]"?: string;
      "created_at[lt]"?: string;
      "created_at[lte]"?: string;
    };
    answer: PaymentList;
  };
  /** Get payment */
  "GET /v1/payments/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "order_id" | "customer_id" | "connection_id" | "method" | "status" | "currency" | "amount_minor" | "received_minor" | "refunded_minor" | "reference" | "value_on" | "intent_id" | "session_id" | "started_by" | "succeeded_at" | "cancel_requested_at" | "refused_because" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Payment;
  };
  /** Cancel payment */
  "POST /v1/payments/{id}/cancel": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: Payment;
  };
  /** History of a payment */
  "GET /v1/payments/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Ask how a payment stands */
  "POST /v1/payments/{id}/look_up": {
    path: {
      id: string;
    };
    ifMatch?: Version;
    answer: Payment;
  };
  /** Refund a payment */
  "POST /v1/payments/{id}/refund": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: PaymentsRefundInput;
    ifMatch?: Version;
    answer: Refund;
  };
  /** List permissions */
  "GET /v1/permissions": {
    answer: {
      /** All of them, by name. */
      data: Array<{
        /** The permission. */
        name: string;
        /** What it allows. */
        describe: string;
        /** The fixed roles that hold it. */
        roles: Array<string>;
        /** Whether you hold it yourself. */
        held: boolean;
      }>;
    };
  };
  /** List products */
  "GET /v1/products": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"sku" | "-sku" | "name" | "-name" | "created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "sku" | "name" | "description" | "unit" | "tax_category" | "status" | "unit_cost" | "internal_note" | "external_reference" | "version" | "created_at" | "updated_at" | "prices">;
      q?: string;
      count?: "exact";
      sku?: OneOrMore<string>;
      "sku[ne]"?: string;
      "sku[like]"?: string;
      name?: OneOrMore<string>;
      "name[ne]"?: string;
      "name[like]"?: string;
      status?: OneOrMore<"active" | "discontinued">;
      "status[ne]"?: "active" | "discontinued";
      tax_category?: OneOrMore<"standard" | "reduced" | "zero">;
      "tax_category[ne]"?: "standard" | "reduced" | "zero";
      created_at?: OneOrMore<string>;
      "created_at[ne]"?: string;
      "created_at[gt]"?: string;
      "created_at[gte]"?: string;
      "created_at[lt]"?: string;
      "created_at[lte]"?: string;
      external_reference?: OneOrMore<string>;
      "external_reference[ne]"?: string;
      "external_reference[null]"?: boolean;
    };
    answer: ProductList;
  };
  /** Create product */
  "POST /v1/products": {
    query?: {
      dry_run?: boolean;
    };
    body: ProductsCreateInput;
    answer: Product;
  };
  /** Create product (batch) */
  "POST /v1/products/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<ProductsCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<Product>;
    };
  };
  /** Get product */
  "GET /v1/products/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "sku" | "name" | "description" | "unit" | "tax_category" | "status" | "unit_cost" | "internal_note" | "external_reference" | "version" | "created_at" | "updated_at" | "prices">;
    };
    answer: Product;
  };
  /** Update product */
  "PATCH /v1/products/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: ProductsUpdateInput;
    ifMatch: Version;
    answer: Product;
  };
  /** Delete product */
  "DELETE /v1/products/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a product */
  "GET /v1/products/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List refunds */
  "GET /v1/refunds": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "amount_minor" | "-amount_minor" | "id" | "-id">;
      fields?: OneOrMore<"id" | "payment_id" | "customer_id" | "status" | "currency" | "amount_minor" | "reason" | "external_id" | "reference" | "asked_by" | "succeeded_at" | "refused_because" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      payment_id?: OneOrMore<string>;
      "payment_id[ne]"?: string;
      customer_id?: OneOrMore<string>;
      "customer_id[ne]"?: string;
      status?: OneOrMore<"started" | "pending" | "cancelled" | "succeeded" | "failed">;
      "status[ne]"?: "started" | "pending" | "cancelled" | "succeeded" | "failed";
      amount_minor?: OneOrMore<number>;
      "amount_minor[ne]"?: number;
      "amount_minor[gt]"?: number;
      "amount_minor[gte]"?: number;
      "amount_minor[lt]"?: number;
      "amount_minor[lte]"?: number;
      created_at?: OneOrMore<string>;
      "created_at[ne]"?: string;
      "created_at[gt]"?: string;
      "created_at[gte]"?: string;
      "created_at[lt]"?: string;
      "created_at[lte]"?: string;
    };
    answer: RefundList;
  };
  /** Get refund */
  "GET /v1/refunds/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "payment_id" | "customer_id" | "status" | "currency" | "amount_minor" | "reason" | "external_id" | "reference" | "asked_by" | "succeeded_at" | "refused_because" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: Refund;
  };
  /** History of a refund */
  "GET /v1/refunds/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List roles */
  "GET /v1/roles": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"name" | "-name" | "created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "name" | "description" | "permissions" | "scope" | "fixed" | "version" | "created_at" | "updated_at">;
      count?: "exact";
      name?: OneOrMore<string>;
      "name[ne]"?: string;
    };
    answer: RoleList;
  };
  /** Create role */
  "POST /v1/roles": {
    query?: {
      dry_run?: boolean;
    };
    body: RolesCreateInput;
    answer: Role;
  };
  /** Get role */
  "GET /v1/roles/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "name" | "description" | "permissions" | "scope" | "fixed" | "version" | "created_at" | "updated_at">;
    };
    answer: Role;
  };
  /** Update role */
  "PATCH /v1/roles/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: RolesUpdateInput;
    ifMatch: Version;
    answer: Role;
  };
  /** Delete role */
  "DELETE /v1/roles/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a role */
  "GET /v1/roles/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List service accounts */
  "GET /v1/service_accounts": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "name" | "description" | "role" | "disabled_at" | "version" | "created_at" | "updated_at">;
      count?: "exact";
    };
    answer: ServiceAccountList;
  };
  /** Create service account */
  "POST /v1/service_accounts": {
    query?: {
      dry_run?: boolean;
    };
    body: ServiceAccountsCreateInput;
    answer: ServiceAccount;
  };
  /** Get service account */
  "GET /v1/service_accounts/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "name" | "description" | "role" | "disabled_at" | "version" | "created_at" | "updated_at">;
    };
    answer: ServiceAccount;
  };
  /** Update service account */
  "PATCH /v1/service_accounts/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: ServiceAccountsUpdateInput;
    ifMatch: Version;
    answer: ServiceAccount;
  };
  /** Delete service account */
  "DELETE /v1/service_accounts/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** Disable service account */
  "POST /v1/service_accounts/{id}/disable": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: ServiceAccount;
  };
  /** Enable service account */
  "POST /v1/service_accounts/{id}/enable": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: ServiceAccount;
  };
  /** History of a service account */
  "GET /v1/service_accounts/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Get the settings */
  "GET /v1/settings": {
    answer: {
      /** Every setting that this version knows. */
      data: Array<{
        /** What `PATCH /v1/settings` calls it. */
        name: string;
        /** What it does. */
        describe: string;
        /** The JSON type of its values. */
        type: "string" | "number" | "boolean";
        /** What it may be, in words. */
        words: string;
        /** All values that it may have, where they can be listed; otherwise null. */
        one_of: Array<string> | null;
        /** What holds now. */
        value: string | number | boolean | null;
        /** What holds as long as nobody has chosen. Null is none. */
        default: string | number | boolean | null;
        /** Whether nobody has chosen. */
        is_default: boolean;
      }>;
      /** Counts the changes, from 1; the ETag begins with it. */
      version: number;
    };
  };
  /** Change settings */
  "PATCH /v1/settings": {
    query?: {
      dry_run?: boolean;
    };
    body: SettingsUpdateInput;
    ifMatch: Version;
    answer: {
      /** Every setting that this version knows. */
      data: Array<{
        /** What `PATCH /v1/settings` calls it. */
        name: string;
        /** What it does. */
        describe: string;
        /** The JSON type of its values. */
        type: "string" | "number" | "boolean";
        /** What it may be, in words. */
        words: string;
        /** All values that it may have, where they can be listed; otherwise null. */
        one_of: Array<string> | null;
        /** What holds now. */
        value: string | number | boolean | null;
        /** What holds as long as nobody has chosen. Null is none. */
        default: string | number | boolean | null;
        /** Whether nobody has chosen. */
        is_default: boolean;
      }>;
      /** Counts the changes, from 1; the ETag begins with it. */
      version: number;
    };
  };
  /** History of the settings */
  "GET /v1/settings/history": {
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List stock levels */
  "GET /v1/stock_levels": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"id" | "-id">;
      fields?: OneOrMore<"id" | "product_id" | "warehouse_id" | "on_hand" | "reserved" | "available" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      product_id?: OneOrMore<string>;
      "product_id[ne]"?: string;
      warehouse_id?: OneOrMore<string>;
      "warehouse_id[ne]"?: string;
    };
    answer: StockLevelList;
  };
  /** Get stock level */
  "GET /v1/stock_levels/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "product_id" | "warehouse_id" | "on_hand" | "reserved" | "available" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: StockLevel;
  };
  /** History of a stock level */
  "GET /v1/stock_levels/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List stock movements */
  "GET /v1/stock_movements": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "product_id" | "warehouse_id" | "quantity" | "reason" | "note" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      product_id?: OneOrMore<string>;
      "product_id[ne]"?: string;
      warehouse_id?: OneOrMore<string>;
      "warehouse_id[ne]"?: string;
      reason?: OneOrMore<"received" | "adjusted" | "returned" | "lost">;
      "reason[ne]"?: "received" | "adjusted" | "returned" | "lost";
      created_at?: OneOrMore<string>;
      "created_at[ne]"?: string;
      "created_at[gt]"?: string;
      "created_at[gte]"?: string;
      "created_at[lt]"?: string;
      "created_at[lte]"?: string;
      external_reference?: OneOrMore<string>;
      "external_reference[ne]"?: string;
      "external_reference[null]"?: boolean;
    };
    answer: StockMovementList;
  };
  /** Create stock movement */
  "POST /v1/stock_movements": {
    query?: {
      dry_run?: boolean;
    };
    body: StockMovementsCreateInput;
    answer: StockMovement;
  };
  /** Create stock movement (batch) */
  "POST /v1/stock_movements/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<StockMovementsCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<StockMovement>;
    };
  };
  /** Get stock movement */
  "GET /v1/stock_movements/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "product_id" | "warehouse_id" | "quantity" | "reason" | "note" | "external_reference" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: StockMovement;
  };
  /** History of a stock movement */
  "GET /v1/stock_movements/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List sync conflicts */
  "GET /v1/sync_conflicts": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "link_id" | "connection_id" | "kind" | "object_id" | "state" | "ours" | "theirs" | "ours_changed" | "theirs_changed" | "our_version" | "take" | "decided_at" | "decided_by" | "resolved_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      link_id?: OneOrMore<string>;
      "link_id[ne]"?: string;
      connection_id?: OneOrMore<string>;
      "connection_id[ne]"?: string;
      kind?: OneOrMore<"customers" | "products" | "orders" | "payments">;
      "kind[ne]"?: "customers" | "products" | "orders" | "payments";
      object_id?: OneOrMore<string>;
      "object_id[ne]"?: string;
      state?: OneOrMore<"open" | "decided" | "resolved">;
      "state[ne]"?: "open" | "decided" | "resolved";
    };
    answer: SyncConflictList;
  };
  /** Get sync conflict */
  "GET /v1/sync_conflicts/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "link_id" | "connection_id" | "kind" | "object_id" | "state" | "ours" | "theirs" | "ours_changed" | "theirs_changed" | "our_version" | "take" | "decided_at" | "decided_by" | "resolved_at" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: SyncConflict;
  };
  /** History of a sync conflict */
  "GET /v1/sync_conflicts/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Resolve sync conflict */
  "POST /v1/sync_conflicts/{id}/resolve": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: SyncConflictsResolveInput;
    ifMatch?: Version;
    answer: SyncConflict;
  };
  /** List sync links */
  "GET /v1/sync_links": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"updated_at" | "-updated_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "connection_id" | "kind" | "object_id" | "external_id" | "external_number" | "external_status" | "state" | "external_changed" | "pushed_version" | "pushed_at" | "pulled_at" | "error_code" | "error_detail" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
      count?: "exact";
      connection_id?: OneOrMore<string>;
      "connection_id[ne]"?: string;
      kind?: OneOrMore<"customers" | "products" | "orders" | "payments">;
      "kind[ne]"?: "customers" | "products" | "orders" | "payments";
      object_id?: OneOrMore<string>;
      "object_id[ne]"?: string;
      external_id?: OneOrMore<string>;
      "external_id[ne]"?: string;
      "external_id[null]"?: boolean;
      external_number?: OneOrMore<string>;
      "external_number[ne]"?: string;
      "external_number[null]"?: boolean;
      state?: OneOrMore<"pending" | "in_sync" | "failed" | "conflict">;
      "state[ne]"?: "pending" | "in_sync" | "failed" | "conflict";
    };
    answer: SyncLinkList;
  };
  /** Get sync link */
  "GET /v1/sync_links/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "connection_id" | "kind" | "object_id" | "external_id" | "external_number" | "external_status" | "state" | "external_changed" | "pushed_version" | "pushed_at" | "pulled_at" | "error_code" | "error_detail" | "version" | "created_at" | "updated_at">;
      expand?: OneOrMore<string>;
    };
    answer: SyncLink;
  };
  /** History of a sync link */
  "GET /v1/sync_links/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List tax rates */
  "GET /v1/tax_rates": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"first_on" | "-first_on" | "id" | "-id">;
      fields?: OneOrMore<"id" | "country" | "category" | "first_on" | "rate_percent" | "version" | "created_at" | "updated_at">;
      count?: "exact";
      country?: OneOrMore<string>;
      "country[ne]"?: string;
      category?: OneOrMore<"standard" | "reduced" | "zero">;
      "category[ne]"?: "standard" | "reduced" | "zero";
      first_on?: OneOrMore<string>;
      "first_on[ne]"?: string;
      "first_on[gt]"?: string;
      "first_on[gte]"?: string;
      "first_on[lt]"?: string;
      "first_on[lte]"?: string;
    };
    answer: TaxRateList;
  };
  /** Create tax rate */
  "POST /v1/tax_rates": {
    query?: {
      dry_run?: boolean;
    };
    body: TaxRatesCreateInput;
    answer: TaxRate;
  };
  /** Create tax rate (batch) */
  "POST /v1/tax_rates/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<TaxRatesCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<TaxRate>;
    };
  };
  /** Get tax rate */
  "GET /v1/tax_rates/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "country" | "category" | "first_on" | "rate_percent" | "version" | "created_at" | "updated_at">;
    };
    answer: TaxRate;
  };
  /** Update tax rate */
  "PATCH /v1/tax_rates/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: TaxRatesUpdateInput;
    ifMatch: Version;
    answer: TaxRate;
  };
  /** Delete tax rate */
  "DELETE /v1/tax_rates/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a tax rate */
  "GET /v1/tax_rates/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List warehouses */
  "GET /v1/warehouses": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"priority" | "-priority" | "code" | "-code" | "id" | "-id">;
      fields?: OneOrMore<"id" | "code" | "name" | "priority" | "version" | "created_at" | "updated_at">;
      count?: "exact";
      code?: OneOrMore<string>;
      "code[ne]"?: string;
    };
    answer: WarehouseList;
  };
  /** Create warehouse */
  "POST /v1/warehouses": {
    query?: {
      dry_run?: boolean;
    };
    body: WarehousesCreateInput;
    answer: Warehouse;
  };
  /** Create warehouse (batch) */
  "POST /v1/warehouses/batch": {
    query?: {
      dry_run?: boolean;
    };
    body: {
      /** Up to 1000 inputs, each as the single call takes it. */
      items: Array<WarehousesCreateInput>;
    };
    answer: {
      /** In the sequence of the items. */
      data: Array<Warehouse>;
    };
  };
  /** Get warehouse */
  "GET /v1/warehouses/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "code" | "name" | "priority" | "version" | "created_at" | "updated_at">;
    };
    answer: Warehouse;
  };
  /** Update warehouse */
  "PATCH /v1/warehouses/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: WarehousesUpdateInput;
    ifMatch: Version;
    answer: Warehouse;
  };
  /** Delete warehouse */
  "DELETE /v1/warehouses/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a warehouse */
  "GET /v1/warehouses/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** List webhook endpoints */
  "GET /v1/webhook_endpoints": {
    query?: {
      limit?: number;
      after?: string;
      sort?: OneOrMore<"created_at" | "-created_at" | "id" | "-id">;
      fields?: OneOrMore<"id" | "url" | "description" | "events" | "status" | "stopped_at" | "stopped_by" | "stopped_because" | "pauses_after_hours" | "concurrency" | "per_minute" | "owner_user_id" | "secret_set_at" | "retire_at" | "tested_at" | "replayed_at" | "version" | "created_at" | "updated_at" | "progress" | "health">;
      expand?: OneOrMore<string>;
      count?: "exact";
      status?: OneOrMore<"active" | "paused" | "disabled">;
      "status[ne]"?: "active" | "paused" | "disabled";
      owner_user_id?: OneOrMore<string>;
      "owner_user_id[ne]"?: string;
      "owner_user_id[null]"?: boolean;
    };
    answer: WebhookEndpointList;
  };
  /** Create webhook endpoint */
  "POST /v1/webhook_endpoints": {
    body: WebhookEndpointsCreateInput;
    answer: WebhookEndpointsCreateOutput;
  };
  /** Get webhook endpoint */
  "GET /v1/webhook_endpoints/{id}": {
    path: {
      id: string;
    };
    query?: {
      fields?: OneOrMore<"id" | "url" | "description" | "events" | "status" | "stopped_at" | "stopped_by" | "stopped_because" | "pauses_after_hours" | "concurrency" | "per_minute" | "owner_user_id" | "secret_set_at" | "retire_at" | "tested_at" | "replayed_at" | "version" | "created_at" | "updated_at" | "progress" | "health">;
      expand?: OneOrMore<string>;
    };
    answer: WebhookEndpoint;
  };
  /** Update webhook endpoint */
  "PATCH /v1/webhook_endpoints/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body: WebhookEndpointsUpdateInput;
    ifMatch: Version;
    answer: WebhookEndpoint;
  };
  /** Delete webhook endpoint */
  "DELETE /v1/webhook_endpoints/{id}": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: undefined;
  };
  /** History of a webhook endpoint */
  "GET /v1/webhook_endpoints/{id}/history": {
    path: {
      id: string;
    };
    query?: {
      limit?: number;
      after?: string;
    };
    answer: {
      /** The entries, newest first. */
      data: Array<{
        /** Identifies the entry, forever. */
        id: string;
        /** Its place in the sealed trail, contiguous; null for the moment until it is sealed. */
        seq: number | null;
        /** When. */
        occurred_at: string;
        /** Who did it, as kind:id. */
        actor: string;
        /** The member who answers for a program's deed; null where the actor is that member, or nobody is. */
        on_behalf_of: string | null;
        /** What was done: a verb, or a read that is recorded. */
        action: string;
        /** The way in which it was asked. */
        door: string;
        /** The request that asked for it. */
        request_id: string;
        /** The object's version after it. */
        version: number | null;
        /** By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters. */
        changes: Record<string, unknown>;
      }>;
      /** To pass as `after`; null on the last page. */
      next_cursor: string | null;
    };
  };
  /** Pause webhook endpoint */
  "POST /v1/webhook_endpoints/{id}/pause": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body?: WebhookEndpointsPauseInput;
    ifMatch?: Version;
    answer: WebhookEndpoint;
  };
  /** Replay webhook endpoint */
  "POST /v1/webhook_endpoints/{id}/replay": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    body?: WebhookEndpointsReplayInput;
    ifMatch?: Version;
    answer: WebhookEndpoint;
  };
  /** Resume webhook endpoint */
  "POST /v1/webhook_endpoints/{id}/resume": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: WebhookEndpoint;
  };
  /** Rotate webhook endpoint */
  "POST /v1/webhook_endpoints/{id}/rotate": {
    path: {
      id: string;
    };
    body?: WebhookEndpointsRotateInput;
    ifMatch?: Version;
    answer: WebhookEndpointsRotateOutput;
  };
  /** Test webhook endpoint */
  "POST /v1/webhook_endpoints/{id}/test": {
    path: {
      id: string;
    };
    query?: {
      dry_run?: boolean;
    };
    ifMatch?: Version;
    answer: WebhookEndpoint;
  };
  /** Receive resend webhooks */
  "POST /v1/webhooks/resend": {
    body: Record<string, unknown>;
    answer: {
      /** Always true. */
      received: boolean;
    };
  };
  /** Receive stripe webhooks */
  "POST /v1/webhooks/stripe/{connection_id}": {
    path: {
      connection_id: string;
    };
    body: Record<string, unknown>;
    answer: {
      /** Always true. */
      received: boolean;
    };
  };
};

/** Posts that are not remembered under an idempotency key: proofs of who somebody is, and what is sent by others. */
export const keyless: ReadonlySet<string> = new Set([
  "/v1/auth/login",
  "/v1/auth/login/oauth/{provider}",
  "/v1/auth/login/oauth/{provider}/callback",
  "/v1/auth/login/passkey",
  "/v1/auth/login/passkey/options",
  "/v1/auth/login/totp",
  "/v1/auth/logout",
  "/v1/auth/password/forgot",
  "/v1/auth/password/reset",
  "/v1/auth/refresh",
  "/v1/auth/register",
  "/v1/auth/step_up",
  "/v1/auth/step_up/passkey/options",
  "/v1/auth/verify_email",
  "/v1/invitations/accept",
  "/v1/invitations/preview",
  "/v1/me/email",
  "/v1/me/linked_accounts/oauth/{provider}",
  "/v1/me/linked_accounts/oauth/{provider}/callback",
  "/v1/me/organization",
  "/v1/me/passkeys",
  "/v1/me/passkeys/options",
  "/v1/me/password",
  "/v1/me/profile",
  "/v1/me/recovery_codes",
  "/v1/me/sessions/end_all",
  "/v1/me/totp",
  "/v1/me/totp/confirm",
  "/v1/organizations/{id}/leave",
  "/v1/webhooks/resend",
  "/v1/webhooks/stripe/{connection_id}",
]);
