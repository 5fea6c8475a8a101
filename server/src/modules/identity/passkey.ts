/** Passkeys as they are written in requests and answers: the JSON forms of WebAuthn Level 3, which browsers make. */
import Type, { type Static } from "typebox";
import { orNull } from "./session.ts";

/** More than anybody has devices; each is one more thing that can be stolen. */
export const mostPasskeys = 20;

const bytes = (description: string, maxLength: number, example: string) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: "^[A-Za-z0-9_-]+$",
    description: `${description} (base64url)`,
    examples: [example],
  });

const credential = {
  id: bytes("Identifies the passkey.", 1_400, "ZJrL3mBzQm2kq3bqYQ0Zxw"),
  rawId: bytes("The same again.", 1_400, "ZJrL3mBzQm2kq3bqYQ0Zxw"),
  type: Type.Literal("public-key", {
    description: "What kind of credential it is.",
    examples: ["public-key"],
  }),
  authenticatorAttachment: Type.Optional(
    orNull(Type.String({ maxLength: 40 }), "Where it is kept: `platform` or `cross-platform`.", "platform"),
  ),
  clientExtensionResults: Type.Optional(
    Type.Object({}, { description: "What extensions said; not looked at.", examples: [{}] }),
  ),
};

const clientDataJSON = bytes("What the browser signed for.", 10_000, "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhb");
const authenticatorData = bytes("What the device says of itself and its use.", 10_000, "SZYN5YgOjGh0NBcP");

// open: browsers add members, and what is signed is all inside of those that are read

/** RegistrationResponseJSON: a passkey was made. */
export const MadePasskey = Type.Object(
  {
    ...credential,
    response: Type.Object(
      {
        clientDataJSON,
        attestationObject: bytes(
          "The new public key, and who vouches for it.",
          20_000,
          "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YV",
        ),
        transports: Type.Optional(
          Type.Array(Type.String({ maxLength: 40, examples: ["internal"] }), {
            maxItems: 10,
            description: "How the device can be reached.",
          }),
        ),
      },
      { description: "The device's answer." },
    ),
  },
  { description: "What `navigator.credentials.create()` answered, by its `toJSON()`." },
);

export type MadePasskey = Static<typeof MadePasskey>;

/** AuthenticationResponseJSON: a passkey was used. */
export const UsedPasskey = Type.Object(
  {
    ...credential,
    response: Type.Object(
      {
        clientDataJSON,
        authenticatorData,
        signature: bytes("Over both.", 2_000, "MEUCIQDb8"),
        userHandle: Type.Optional(
          Type.Union([Type.String({ maxLength: 100 }), Type.Null()], {
            description: "Whose passkey it is (base64url).",
            examples: ["AZnzwn0eejCbXz8cLU5aYA"],
          }),
        ),
      },
      { description: "The device's answer." },
    ),
  },
  { description: "What `navigator.credentials.get()` answered, by its `toJSON()`." },
);
export type UsedPasskey = Static<typeof UsedPasskey>;

export const ChallengeToken = Type.String({
  minLength: 1,
  maxLength: 2_000,
  description: "From the answer that the options came with; good once, for 5 minutes.",
  examples: ["mYFJ2xkq.0f3kq1…"],
});

/** Token and answer go together. */
export const passkeyProofExample = {
  challenge_token: "mYFJ2xkq.0f3kq1…",
  response: {
    id: "ZJrL3mBzQm2kq3bqYQ0Zxw",
    rawId: "ZJrL3mBzQm2kq3bqYQ0Zxw",
    type: "public-key",
    response: {
      clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhb",
      authenticatorData: "SZYN5YgOjGh0NBcP",
      signature: "MEUCIQDb8",
    },
  },
};

/** Given to `navigator.credentials` by `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`. */
export const PasskeyOptions = Type.Object({
  challenge_token: ChallengeToken,
  options: Type.Object(
    {
      challenge: Type.String({
        description: "What the device is to sign.",
        examples: ["s1cqEo8o0m4V0kN7tZqTnA"],
      }),
    },
    { description: "What the browser needs, in the JSON form of WebAuthn." },
  ),
});

export const Passkey = Type.Object({
  id: Type.String({
    format: "uuid",
    description: "Identifies the passkey.",
    examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
  }),
  name: Type.String({ description: "What you call it.", examples: ["Firefox on Linux"] }),
  created_at: Type.String({
    format: "date-time",
    description: "Since when.",
    examples: ["2026-11-21T08:10:04.819Z"],
  }),
  last_used_at: orNull(
    Type.String({ format: "date-time" }),
    "When it was used last; null: not yet.",
    "2026-11-21T09:00:00.000Z",
  ),
  backed_up: Type.Boolean({
    description: "Whether it outlives the device, because its maker keeps a copy.",
    examples: [true],
  }),
});

export const PasskeyName = Type.Refine(
  Type.String({
    minLength: 1,
    maxLength: 100,
    description: "What you call it.",
    examples: ["Firefox on Linux"],
  }),
  (value) => value.trim() !== "" && !/\p{Cc}/u.test(value),
  () => "must not be blank or contain characters that cannot be seen",
);
