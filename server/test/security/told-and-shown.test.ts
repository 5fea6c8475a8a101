/**
 * Of an object one is told exactly if one is shown it: every event that is declared, about every noun, to everybody; and
 * of what has changed, the names of fields that one is shown. Whoever reads the whole feed is told all of it.
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { testApp } from "#harness/app";
import { notificationOf } from "#harness/every-notifications-action";
import { execute } from "#harness/execute";
import { type Listener, listenBySocket, listenBySse, type Told } from "#harness/live";
import { relayed } from "#harness/trail";
import { until } from "#harness/until";
import { eventKinds } from "#platform/events";
import { concernsText, type Resource, rowsOf } from "#platform/resource";
import { actorsOf, type TestActor } from "./access-actors.fixture.ts";
import { asked } from "./access-matrix.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";

const t = await testApp();
const { adminUrl } = t.database;
const own = await populate(t, "Own GmbH");
const { organization } = own;
await populateTenant(t, organization, own.key, 200); // another customer, with all that belongs to one
const actors = await actorsOf(t, own);
for (const { userId } of actors) if (userId !== undefined) await notificationOf(t, organization, userId);

/** What events are about and what may be asked for. */
const nouns = t.app.registry.resources.filter(
  ({ path, only, part }) => path !== undefined && only === undefined && part === undefined,
);
const kinds = eventKinds();
/** About what cannot be asked for: for whoever reads the whole feed. */
const silent = kinds.filter(({ subject }) => nouns.every(({ name }) => name !== subject));
const objects = new Map(
  await Promise.all(nouns.map(async (noun) => [noun.name, await objectsOf(noun)] as const)),
);

await relayed(adminUrl);
const listeners = new Map<TestActor, [poll: string, Listener, Listener]>();
for (const actor of actors) {
  const now = JSON.parse((await get(actor, "/v1/events?after=now")).text).next_cursor;
  const wish = { key: actor.key, after: now };
  listeners.set(actor, [now, await listenBySse(t.url, wish), await listenBySocket(t.url, wish)]);
}
after(() => {
  for (const [, ...open] of listeners.values()) for (const listener of open) listener.close();
});
const emitted = await emit();
const toldTo = new Map(await Promise.all(actors.map(async (actor) => [actor, await read(actor)] as const)));

test("there is an object of every noun that something is told of", () => {
  const about = nouns.filter(({ name }) => kinds.some(({ subject }) => subject === name));
  const without = about.filter(({ name }) => objects.get(name)?.length === 0);
  assert.deepEqual(
    without.map(({ name }) => name),
    [],
  );
  assert.ok(about.length > 20 && silent.length > 0);
});

for (const actor of actors) {
  describe(actor.name, () => {
    const polled = toldTo.get(actor) ?? [];

    test("is told the same through every door, in numbers without a hole", async () => {
      const [, ...open] = listeners.get(actor) ?? [];
      for (const listener of open) {
        await until("as many events", () => listener.events.length >= polled.length);
        assert.deepEqual(listener.events, polled);
      }
      assert.deepEqual(
        polled.map(({ seq }) => seq),
        polled.map((_, at) => (polled[0]?.seq ?? 0) + at),
      );
    });

    for (const noun of nouns) {
      const declared = kinds.filter(({ subject }) => subject === noun.name);
      if (declared.length === 0) continue;
      test(`of ${noun.path}`, async () => {
        const events = polled.filter(({ subject }) => subject.type === noun.name);
        for (const { id } of objects.get(noun.name) ?? []) {
          const shown = await get(actor, `/v1/${noun.path}/${id}`);
          const expected = isWhole(actor) || shown.status === 200 ? declared.map(({ type }) => type) : [];
          const types = events.filter(({ subject }) => subject.id === id).map(({ type }) => type);
          assert.deepEqual(types, expected, `${noun.name} ${id}, which is answered ${shown.status}`);
          if (shown.status !== 200) continue;
          const visible = Object.keys(noun.fields).filter((name) => name in JSON.parse(shown.text));
          for (const { subject, data } of events)
            if (subject.id === id) assert.deepEqual((data as { changed: string[] }).changed, visible);
        }
      });
    }
  });
}

test("what is about no noun, and nothing else, is told only to whoever reads the whole feed", () => {
  for (const actor of actors) {
    const polled = toldTo.get(actor) ?? [];
    const types = polled.filter(({ subject }) => !objects.has(subject.type)).map(({ type }) => type);
    assert.deepEqual(types, isWhole(actor) ? silent.map(({ type }) => type) : [], actor.name);
    assert.ok(
      polled.every(({ id }) => emitted.has(id)),
      actor.name,
    );
    if (isWhole(actor)) assert.equal(polled.length, emitted.size, actor.name);
  }
});

function isWhole({ permissions, scoped }: TestActor): boolean {
  return permissions.has("events:read") && !scoped;
}

/** As the deed's own statement writes them: every kind about every object, which says of all fields that they changed. */
async function emit(): Promise<Set<string>> {
  const ofNouns = nouns.flatMap((noun) =>
    (objects.get(noun.name) ?? []).flatMap(({ id, subject_type }) =>
      kinds
        .filter(({ subject }) => subject === noun.name)
        .map(({ type }) => ({
          ...{ type, subject_type: noun.name, subject_id: id, actor: "system:somebody" },
          data: JSON.stringify({ changed: Object.keys(noun.fields), ...(noun.about && { subject_type }) }),
        })),
    ),
  );
  const others = silent.map(({ type, subject }) => ({
    ...{
      type,
      subject_type: subject,
      subject_id: own.idOf("customer"),
      actor: "system:somebody",
      data: "{}",
    },
  }));
  const facts = [...ofNouns, ...others];
  const rows = await execute(
    adminUrl,
    `insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data,
                                scope_id, user_id, shared)
     select $1::uuid, x.type, x.subject_type, x.subject_id, 1, x.actor, x.data,
            ${concernsText()}
       from json_to_recordset($2::json)
            as x(type text, subject_type text, subject_id uuid, actor text, data text, scope_id uuid)
     returning event_id`,
    [organization, JSON.stringify(facts)],
  );
  await relayed(adminUrl);
  return new Set(rows.map(({ event_id }) => String(event_id)));
}

/** The oldest and the newest: of each customer one at least. */
async function objectsOf(noun: Resource): Promise<{ id: string; subject_type?: string }[]> {
  const about = noun.about ? ", t.subject_type" : "";
  const rows = await execute(
    adminUrl,
    `select t.id${about} from ${noun.table} t
      where ${noun.name === "organization" ? "t.id" : "t.organization_id"} = $1${rowsOf(noun, "t")}
      order by t.id`,
    [organization],
  );
  const some = rows.length <= 6 ? rows : [...rows.slice(0, 3), ...rows.slice(-3)];
  return some.map((row) => ({
    id: String(row.id),
    ...(noun.about && { subject_type: String(row.subject_type) }),
  }));
}

async function read(actor: TestActor): Promise<Told[]> {
  const told: Told[] = [];
  for (let [after] = listeners.get(actor) ?? [""]; ; ) {
    const page = JSON.parse((await get(actor, `/v1/events?limit=200&after=${after}`)).text);
    told.push(...page.data);
    if (page.next_cursor === null || page.next_cursor === after) return told;
    after = page.next_cursor;
  }
}

function get(actor: TestActor, path: string) {
  return asked(t, actor.key, { method: "GET", path });
}
