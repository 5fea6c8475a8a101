/** The public keys of access tokens, for whoever verifies them elsewhere. */
import type { FastifyInstance } from "fastify";
import type { Signer } from "#platform/tokens";

/** `GET /.well-known/jwks.json`. It may be kept for 5 minutes: a key is shown far longer before it signs. */
export function addJwks(server: FastifyInstance, { jwks }: Pick<Signer, "jwks">): void {
  server.get(
    "/.well-known/jwks.json",
    (_, reply) =>
      reply
        .header("cache-control", "public, max-age=300")
        .header("content-type", "application/jwk-set+json")
        .send(Buffer.from(JSON.stringify(jwks()))), // a text would be given a charset, which the type does not have
  );
}
