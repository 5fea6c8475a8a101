/** What went wrong on the wire, as a failure in words. */
import { type FailureCode, OutboundFailure } from "./failure.ts";

type Trouble = [code: FailureCode, detail: string];

const troubles: Record<string, Trouble> = {
  ENOTFOUND: ["unreachable", "Its name is not known."],
  EAI_AGAIN: ["unreachable", "Its name could not be looked up."],
  ECONNREFUSED: ["unreachable", "It refused the connection."],
  EHOSTUNREACH: ["unreachable", "There is no way to it."],
  ENETUNREACH: ["unreachable", "There is no way to it."],
  ECONNRESET: ["unreachable", "It closed the connection in the middle."],
  EPIPE: ["unreachable", "It closed the connection in the middle."],
  UND_ERR_SOCKET: ["unreachable", "It closed the connection in the middle."],
  ETIMEDOUT: ["timeout", "It could not be connected to in time."],
  UND_ERR_CONNECT_TIMEOUT: ["timeout", "It could not be connected to in time."],
  UND_ERR_HEADERS_TIMEOUT: ["timeout", "It was silent for too long before it answered."],
  UND_ERR_BODY_TIMEOUT: ["timeout", "It was silent for too long in the middle of its answer."],
  UND_ERR_HEADERS_OVERFLOW: ["too_large", "The head of its answer is too large."],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["bad_answer", "Its answer has another length than it said."],
  CERT_HAS_EXPIRED: ["unreachable", "Its TLS certificate has expired."],
  CERT_NOT_YET_VALID: ["unreachable", "Its TLS certificate is not valid yet."],
  CERT_REVOKED: ["unreachable", "Its TLS certificate was revoked."],
  ERR_TLS_CERT_ALTNAME_INVALID: ["unreachable", "Its TLS certificate is for another name."],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["unreachable", "Its TLS certificate is signed by itself."],
  SELF_SIGNED_CERT_IN_CHAIN: ["unreachable", "Its TLS certificate is signed by nobody whom we know."],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    "unreachable",
    "Its TLS certificate comes without those that it was signed with.",
  ],
  UNABLE_TO_GET_ISSUER_CERT: ["unreachable", "Its TLS certificate is signed by nobody whom we know."],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["unreachable", "Its TLS certificate is signed by nobody whom we know."],
};

/** Trouble before anything was sent or answered that may pass within a moment. */
const passing = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
];

/** Whatever the client threw, as a failure. */
export function asFailure(error: unknown): OutboundFailure {
  if (error instanceof OutboundFailure) return error;
  const code = codeOf(error);
  const known = troubles[code] ?? byPrefix(code);
  const [failure, detail] = known ?? ["unreachable", "It could not be reached."];
  const retryable = !["too_large", "refused_request"].includes(failure);
  return new OutboundFailure(failure, detail, { retryable, cause: error });
}

export function isPassing(error: unknown): boolean {
  return passing.includes(codeOf(error));
}

function byPrefix(code: string): Trouble | undefined {
  if (code === "HTTPParserError" || code.startsWith("HPE_"))
    return ["bad_answer", "What it answered is no HTTP."];
  if (code === "EPROTO" || code.startsWith("ERR_SSL_"))
    return ["unreachable", "It does not speak TLS as we do."];
  if (
    code === "UND_ERR_INVALID_ARG" ||
    code.startsWith("ERR_INVALID_") ||
    code === "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"
  )
    return ["refused_request", "The request has a method, a header or a body that cannot be sent."];
  return undefined;
}

/** Of several addresses that were tried, what the last one said. */
function codeOf(error: unknown): string {
  const { code, name, errors, cause } = error as Record<"code" | "name" | "errors" | "cause", unknown>;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors.at(-1));
  if (typeof code === "string") return code;
  // the parser of HTTP gives a code to some of its errors only
  if (name === "HTTPParserError") return name;
  return cause === undefined || cause === null ? "" : codeOf(cause);
}
