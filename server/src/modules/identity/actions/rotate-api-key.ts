import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { text } from "#platform/resource";
import { apiKeyRotated } from "../events.ts";
import { newKey } from "../key.ts";
import { mayRotate } from "../policy.ts";
import { lockKey, replaceSecret } from "../queries.ts";
import { apiKey } from "../resource.ts";

const longestOverlapHours = 168;

/**
 * A new secret for a key, so that a program gets it before the old one ends. There are never more than two: rotating
 * again while the old one is still good ends it.
 */
export const rotateApiKey = defineAction({
  name: "api_keys.rotate",
  door: "POST /v1/api_keys/{id}/rotate",
  permission: "api_keys:write",
  describe:
    "A new secret for the same key, shown once as `key`. The one before stays good for `overlap_hours`, until `previous_expires_at`; of two that are good, rotating again ends the older one.",
  input: Type.Object(
    {
      overlap_hours: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: longestOverlapHours,
          default: 24,
          description: "For how many hours the secret before stays good; 0 ends it at once.",
          examples: [24],
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: apiKey,
  status: 200,
  dryRun: false,
  stepUp: true,
  shows: {
    key: text({
      describe: "The new secret: shown this once.",
      example: "plk_7Qm2kX0dV5yT9sB3nR8wLc4hJ1fGzPaE",
    }),
  },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch, overlap_hours = 24 }) {
    const known = await lockKey(tx, id);
    if (known === undefined) throw notFound("There is no api key with this id.");
    authorize(mayRotate(context, known));
    checkVersion(known.version, ifMatch);
    if (known.revoked_at !== null) throw invalidState("The key is revoked: make another.");
    if (known.expires_at !== null && known.expires_at <= context.now)
      throw invalidState("The key has ended: make another.");

    const secret = newKey();
    const { version, previous_expires_at } = await replaceSecret(tx, id, secret, overlap_hours);
    noteChanges(tx, id, {
      prefix: { before: known.prefix },
      rotated_at: { before: known.rotated_at },
      ...(known.previous_expires_at === null && previous_expires_at === null
        ? {}
        : { previous_expires_at: { before: known.previous_expires_at } }),
    });
    apiKeyRotated.emit(tx, context, { id, version }, { overlap_hours });
    return { id, answer: { key: secret } };
  },
});
