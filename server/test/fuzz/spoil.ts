/** One thing that is wrong with a wish: in its body, its query, its path, its headers, or in who asks and how. */
import { hostileBytes } from "./hostile-bodies.ts";
import { borderline, hostileText, hostileValue } from "./hostile-values.ts";
import { nobodys } from "./learned.ts";
import { placesIn, schemaAt, valueAt, without, withValue } from "./places.ts";
import type { Maker } from "./sane.ts";
import { encoded, pair, type Wish } from "./wish.ts";

/** A little more than a body may have: whoever sends much more is hung up on while they still write. */
const largest = 1.2 * 1024 * 1024;

type Spoil = (maker: Maker, wish: Wish, turn: number) => Wish;

/** @param turn chooses the place in the body, one after the other */
export const spoiled: Spoil = (maker, wish, turn) => {
  const { operation } = wish;
  const hasBody = wish.body !== undefined;
  const ways: [weight: number, spoil: Spoil][] = [
    [hasBody ? 10 : 0, spoiledBody],
    [
      hasBody ? 2 : 0,
      (_, asked) => ({ ...asked, body: { bytes: hostileBytes(jsonOf(asked), maker.random) } }),
    ],
    [operation.method === "GET" ? 9 : 2, spoiledQuery],
    [Object.keys(wish.path).length > 0 ? 2 : 0, spoiledPath],
    [1.5, spoiledHeaders],
    [0.7, anotherCaller],
    [hasBody ? 0.3 : 0, (_, asked) => ({ ...asked, manner: "hung-up" })],
  ];
  let at = maker.random.whole(1_000) * (ways.reduce((sum, [weight]) => sum + weight, 0) / 1_000);
  for (const [weight, spoil] of ways) {
    if (at < weight) return spoil(maker, wish, turn);
    at -= weight;
  }
  return wish;
};

const jsonOf = ({ body }: Wish): unknown => (body !== undefined && "json" in body ? body.json : {});

const spoiledBody: Spoil = (maker, wish, turn) => {
  const { random, learned, resolve } = maker;
  const json = jsonOf(wish);
  const places = placesIn(json);
  const place = random.chance(0.05) ? [] : (places[turn % Math.max(places.length, 1)] ?? []);
  const spoil = random.whole(20);
  const now = (value: unknown): Wish => ({ ...wish, body: { json: value } });
  if (spoil < 8) {
    const schema = schemaAt(resolve, wish.operation.body?.schema ?? {}, place);
    return now(withValue(json, place, borderline(schema, learned, random)));
  }
  if (spoil < 14) return now(withValue(json, place, hostileValue(random)));
  if (spoil < 16) return now(without(json, place));
  if (spoil < 18) {
    const name = random.chance(0.5) ? "unknown" : hostileText(random).slice(0, 200);
    return now(withValue(json, [...place.slice(0, -1), name], hostileValue(random)));
  }
  const repeated = valueAt(json, place);
  const times = Math.min(
    random.pick([2, 10, 1_001]),
    Math.ceil(largest / JSON.stringify(repeated ?? 0).length),
  );
  return now(
    withValue(
      json,
      place,
      Array.from({ length: times }, () => repeated),
    ),
  );
};

const spoiledQuery: Spoil = (maker, wish) => {
  const { random, learned } = maker;
  const declared = wish.operation.parameters.filter((one) => one.in === "query" && one.name !== "wait");
  const pieces = [
    "limit=%ff",
    "%ff=1",
    "a",
    "&&",
    "=",
    "x=%00",
    "%zz",
    "limit=1&limit=2",
    "a[b][c]=1",
    "q=%",
  ];
  if (declared.length === 0 || random.chance(0.15))
    return {
      ...wish,
      query: random.chance(0.5)
        ? [...wish.query, random.pick(pieces)]
        : pair(hostileText(random).slice(0, 300), hostileText(random).slice(0, 3_000)),
    };
  const { name, schema } = random.pick(declared);
  const items = maker.resolve(schema).items ?? schema;
  const value = random.chance(0.5) ? borderline(items, learned, random) : hostileText(random);
  // request line and headers together have 16 KiB
  const text = String(typeof value === "object" ? JSON.stringify(value) : value).slice(0, 1_500);
  const several = random.chance(0.1)
    ? Array.from({ length: random.pick([2, 150]) }, () => text.slice(0, 60)).join(",")
    : text;
  return {
    ...wish,
    query: [...wish.query.filter((one) => !one.startsWith(`${encoded(name)}=`)), ...pair(name, several)],
  };
};

const spoiledPath: Spoil = ({ random, learned }, wish) => {
  const name = random.pick(Object.keys(wish.path));
  const texts = [
    "%ff",
    "%00",
    "%2e%2e",
    "..%2f..",
    "%",
    "*",
    "null",
    "1",
    "-1",
    "x".repeat(300),
    `${nobodys}%20`,
  ];
  const value = random.chance(0.4)
    ? learned.foreignId(random)
    : random.chance(0.3)
      ? learned.anyId(random)
      : random.chance(0.5)
        ? random.pick(texts)
        : encoded(hostileText(random).slice(0, 100)) || "%20";
  return { ...wish, path: { ...wish.path, [name]: value } };
};

const spoiledHeaders: Spoil = ({ random }, wish) => {
  const [name, value] = random.pick([
    [
      "content-type",
      random.pick([
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "nonsense",
        "",
        "application/json; charset=utf-16",
        "application/jsonp",
        "application/merge-patch+json",
      ]),
    ],
    ["content-encoding", random.pick(["gzip", "identity", "br", "x"])],
    ["accept", random.pick(["text/csv", "text/html", "*/*;q=0", "", "text/csv;q=2", "x"])],
    ["if-match", random.pick(["", "*", '"99"', 'W/"1"', '"999999999999"', "1,2", '"1', "\u00ff"])],
    ["if-none-match", random.pick(["", "*", '"1"', "W/", '"a","b"', "x".repeat(5_000)])],
    ["idempotency-key", random.pick(["", " ", "x".repeat(256), "two words", "\u00fc", "fuzz-1", '"'])],
    ["plinth-organization", random.pick(["", nobodys, "x", "*"])],
    ["x-request-id", random.pick(["", "x".repeat(200), "a b", "\u00e9", "../.."])],
    ["traceparent", random.pick(["", "00-0-0-00", "x".repeat(1_000)])],
    ["range", "bytes=0-1"],
    ["cookie", random.pick(["", "plinth_session=x", "=;=;", "a=b; ".repeat(500)])],
    ["origin", random.pick(["null", "https://evil.example.com"])],
    ["expect", "100-continue"],
    ["x-http-method-override", "DELETE"],
    ["x-bomb", "a".repeat(random.pick([8_000, 17_000]))],
  ] as const);
  return { ...wish, headers: { ...wish.headers, [name]: value } };
};

const anotherCaller: Spoil = ({ random }, wish) => ({
  ...wish,
  by: random.pick((["key", "person", "nobody", "nonsense"] as const).filter((by) => by !== wish.by)),
});
