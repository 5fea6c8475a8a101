import assert from "node:assert/strict";
import { test } from "node:test";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { createDatabase } from "#platform/db";
import { tidyUp } from "./tidy-up.ts";

const database = await testDatabase();
const { adminUrl } = database;
const nobody = "00000000-0000-0000-0000-000000000000";
const ada = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const eve = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61";

const fill = `
  insert into users (id, email, name) values ('${ada}', 'ada@example.com', 'Ada'), ('${eve}', 'eve@example.com', 'Eve');
  insert into user_tokens (user_id, purpose, secret_hash, security_version, expires_at, used_at)
  select '${ada}', 'mfa', sha256(word::bytea), 1, now() + expires, now() + used
    from (values ('open', interval '5 minutes', null::interval), ('expired', '-1 minute', null),
                 ('used', '1 day', '-1 hour'), ('used long ago', '1 day', '-25 hours')) as t(word, expires, used);
  insert into plinth.registrations (email, name, locale, password_hash, password_mac, secret_hash, expires_at)
  select word, 'x', 'en', 'x', '\\x00', sha256(word::bytea), now() + expires
    from (values ('open', interval '1 day'), ('expired', '-1 minute')) as r(word, expires);
  insert into plinth.spent_challenges (id, expires_at)
  values (uuidv7(), now() + interval '1 minute'), (uuidv7(), now() - interval '1 minute');
  insert into sessions (user_id, id, kind, methods, expires_at, ended_at, end_reason)
  select person::uuid, uuidv7(interval '-300 days' + row * interval '1 minute'), 'token', '{password}',
         now() + expires, now() + ended, case when ended is null then null else word end
    from (values ('${ada}', 1, 'long ago', interval '-1 day', interval '-91 days'),
                 ('${ada}', 2, 'ran out', '-91 days', null),
                 ('${ada}', 3, 'lately', '-1 day', '-89 days'),
                 ('${ada}', 4, 'goes on', '1 day', null),
                 ('${eve}', 1, 'the last one', '-200 days', '-200 days')) as s(person, row, word, expires, ended);
  insert into plinth.user_audit_entries (user_id, id, actor, action, outcome, subject_type, request_id, door)
  select person::uuid, uuidv7(age), 'public:${nobody}', action, 'invalid_credentials', 'session', 'r', 'rest'
    from (values ('${nobody}', interval '-31 days', 'old'), ('${nobody}', '-29 days', 'young'),
                 ('${ada}', '-400 days', 'ada')) as e(person, age, action);`;

test("what has run its course goes, and nothing else", async (t) => {
  const system = await createDatabase(database);
  t.after(async () => {
    await system.end();
    await database.drop();
  });
  await execute(adminUrl, fill);
  assert.equal(await tidyUp(system), 7);
  const left = async (text: string) => (await execute(adminUrl, text)).map((row) => Object.values(row)[0]);
  assert.deepEqual(await left("select count(*)::int from user_tokens"), [2]);
  assert.deepEqual(await left("select email from plinth.registrations"), ["open"]);
  assert.deepEqual(await left("select count(*)::int from plinth.spent_challenges"), [1]);
  assert.deepEqual(await left("select coalesce(end_reason, 'goes on') from sessions order by id"), [
    "the last one",
    "lately",
    "goes on",
  ]);
  assert.deepEqual(await left("select action from plinth.user_audit_entries order by action"), [
    "ada",
    "young",
  ]);
  assert.equal(await tidyUp(system), 0);
});
