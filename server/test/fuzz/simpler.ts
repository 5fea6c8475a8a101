/** Wishes that are a little less than this one, the boldest first. None is as long as it was: shrinking ends. */
import { placesIn, valueAt, without, withValue } from "./places.ts";
import type { Wish } from "./wish.ts";

export function* simplerWishes(wish: Wish): Generator<Wish> {
  if (wish.manner !== "whole") yield { ...wish, manner: "whole" };
  if (wish.query.length > 1) yield { ...wish, query: [] };
  for (const [at] of wish.query.entries())
    yield { ...wish, query: wish.query.filter((_, other) => other !== at) };
  for (const name of Object.keys(wish.headers)) {
    const { [name]: _dropped, ...headers } = wish.headers;
    yield { ...wish, headers };
  }
  yield* simplerBodies(wish);
  for (const [at, piece] of wish.query.entries())
    for (const shorter of shorterPieces(piece)) yield { ...wish, query: wish.query.with(at, shorter) };
  for (const [name, value] of Object.entries(wish.headers))
    for (const shorter of shorterTexts(value))
      yield { ...wish, headers: { ...wish.headers, [name]: shorter } };
}

function* simplerBodies(wish: Wish): Generator<Wish> {
  const { body } = wish;
  if (body === undefined) return;
  if ("bytes" in body) {
    yield { ...wish, body: undefined };
    const json = parsed(body.bytes);
    if (json !== undefined) yield { ...wish, body: { json } };
    for (const bytes of shorterBytes(body.bytes)) yield { ...wish, body: { bytes } };
    return;
  }
  for (const json of simplerValues(body.json)) yield { ...wish, body: { json } };
}

/** A value with a part less, or with a part that is simpler. */
export function* simplerValues(value: unknown): Generator<unknown> {
  yield* simplerHere(value);
  const places = placesIn(value);
  for (const place of places) yield without(value, place);
  for (const place of places)
    for (const part of simplerHere(valueAt(value, place))) yield withValue(value, place, part);
}

/** Of the value itself, whatever stands in it. */
function* simplerHere(value: unknown): Generator<unknown> {
  if (typeof value === "string") yield* shorterTexts(value);
  else if (typeof value === "number") yield* smallerNumbers(value);
  else if (Array.isArray(value)) {
    if (value.length === 0) return;
    yield [];
    if (value.length > 2) {
      yield value.slice(0, value.length / 2);
      yield value.slice(value.length / 2);
    }
  } else if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    yield {};
    const fields = Object.entries(value);
    if (fields.length > 3) {
      yield Object.fromEntries(fields.slice(0, fields.length / 2));
      yield Object.fromEntries(fields.slice(fields.length / 2));
    }
    const [only, ...more] = fields;
    if (more.length === 0 && typeof only?.[1] === "object") yield only[1];
  }
}

function* shorterTexts(text: string): Generator<string> {
  if (text === "") return;
  yield "";
  if (text.length === 1) return void (text > "x" && (yield "x"));
  const half = Math.ceil(text.length / 2);
  yield text.slice(0, half);
  yield text.slice(half);
  if (text.length <= 40) for (const at of text.split("").keys()) yield text.slice(0, at) + text.slice(at + 1);
}

function* smallerNumbers(value: number): Generator<number> {
  for (const smaller of [0, 1, Math.trunc(value / 2), Math.trunc(value)])
    if (Math.abs(smaller) < Math.abs(value)) yield smaller;
}

/** `name=value`: the value gets shorter, in whole encoded letters. */
function* shorterPieces(piece: string): Generator<string> {
  const [name = "", value] = piece.split(/=(.*)/s);
  if (value === undefined || value === "") return;
  const letters = value.match(/(?:%[0-9a-f]{2})+|./gi) ?? [];
  yield `${name}=`;
  if (letters.length < 2) return;
  yield `${name}=${letters.slice(0, letters.length / 2).join("")}`;
  yield `${name}=${letters.slice(letters.length / 2).join("")}`;
}

function* shorterBytes(bytes: Buffer): Generator<Buffer> {
  for (let size = Math.ceil(bytes.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < bytes.length; at += size)
      yield Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
