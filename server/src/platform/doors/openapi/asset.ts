/** Bytes that are the same for everybody: hashed and compressed once, sent by content negotiation. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

type Encoding = "br" | "gzip" | "identity";

export type Asset = {
  /** Of the bytes as they are, so that every encoding of them shares it. */
  hash: string;
  media: string;
  /** In threads beside the loop, at first demand. */
  encoded(encoding: Encoding): Promise<Buffer>;
};

const brotli = promisify(brotliCompress);
// of 3.6 MB, 6 leaves 0.95 in 0.1 s; 9 saves 2 % more and takes three times as long, while somebody waits
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** @param media the whole Content-Type, with its charset. */
export function createAsset(bytes: Buffer, media: string): Asset {
  const kept = new Map<Encoding, Promise<Buffer>>();
  const encode = (encoding: Encoding): Promise<Buffer> => {
    if (encoding === "br") return brotli(bytes, quality);
    return encoding === "gzip" ? promisify(gzip)(bytes) : Promise.resolve(bytes);
  };
  return {
    hash: createHash("sha256").update(bytes).digest("base64url").slice(0, 16),
    media,
    encoded(encoding) {
      const known = kept.get(encoding) ?? encode(encoding);
      kept.set(encoding, known);
      return known;
    },
  };
}

/** Sends the asset in the best encoding that the caller takes, or 304 when they have it already. */
export async function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  asset: Asset,
  cacheControl: string,
): Promise<FastifyReply> {
  const etag = `W/"${asset.hash}"`;
  reply.headers({
    etag,
    "cache-control": cacheControl,
    vary: "Accept-Encoding",
    "x-content-type-options": "nosniff",
  });
  if (names(request.headers["if-none-match"], etag)) return reply.code(304).send();

  const encoding = bestEncoding(request.headers["accept-encoding"]);
  reply.header("content-type", asset.media);
  if (encoding !== "identity") reply.header("content-encoding", encoding);
  return reply.send(await asset.encoded(encoding));
}

function names(ifNoneMatch: string | undefined, etag: string): boolean {
  return (ifNoneMatch ?? "")
    .split(",")
    .some((candidate) => candidate.trim() === etag || candidate.trim() === "*");
}

/** Brotli before gzip, whatever their weights; a weight of zero refuses one. */
export function bestEncoding(acceptEncoding: string | undefined): Encoding {
  const taken = (acceptEncoding ?? "")
    .toLowerCase()
    .split(",")
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(";")[0]?.trim());
  if (taken.includes("br")) return "br";
  return taken.includes("gzip") ? "gzip" : "identity";
}
