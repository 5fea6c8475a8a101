/** The first page of the reference: what holds for every operation, said once. */
export const introduction = `
One API for everything, by nouns and verbs. \`GET /v1/<nouns>\` lists, \`GET /v1/<nouns>/{id}\` reads one,
\`POST\`, \`PATCH\` and \`DELETE\` write, and what is more than that is a verb of its own under the object.

## Who is calling
Programs send \`Authorization: Bearer plk_…\` with an API key. The organization comes from the key; what belongs to
another one does not exist for you (404). Each operation names the permission that it needs.

People log in: \`POST /v1/auth/login\` with e-mail and password (401 \`mfa_required\` asks for the second factor), with a
passkey, or with an account elsewhere. The answer is an access token for 10 minutes, sent as \`Authorization: Bearer …\`,
and a refresh token that \`POST /v1/auth/refresh\` takes once for the next two; a browser asks for \`session: "cookie"\`
instead and keeps neither. Whoever belongs to several organizations says which one they act for with
\`Plinth-Organization: <id>\`; \`GET /v1/me\` lists them. What is about your own account needs no permission, and no
API key can do it. Sensitive verbs answer 403 \`step_up_required\` when your last proof is older than 10 minutes: send
one to \`POST /v1/auth/step_up\` and ask again.

## Who sees what
A role is a set of permissions; \`GET /v1/permissions\` says in words what each of them allows. Beside it an actor sees the
whole organization or a part of it: a buyer what is their own company's, others what is assigned to them. What you may not
see does not exist for you: 404 for an id in the path, 422 \`not_found\` for one in a body, and a field that your role does not
see is absent. A deed on what you do see and may not do is 403, and says why. \`GET /v1/access/explain\` answers it
beforehand, for yourself or for somebody else; \`GET /v1/<nouns>/{id}/history\` tells who changed what.

## Reading
Lists answer \`{"data": […], "next_cursor": …}\`; pass \`next_cursor\` as \`after\` for the next page. Filters are
parameters (\`status=a,b\`, \`created_at[gte]=2026-01-01\`), \`sort=-created_at\` turns the direction, \`fields\` and
\`expand\` choose what an object shows. An unknown parameter is refused with those that exist.

## Writing
A \`POST\` for an organization takes an \`Idempotency-Key\`: repeat a request whose answer got lost, it is done once. \`PATCH\` needs
\`If-Match\` with the ETag that you read. \`?dry_run=true\` answers what would happen, and does nothing.

Some verbs need an outside system: a payment, a test of a connection. What you ask for is kept before that system is
called; when it does not answer you get 503 \`outside_unavailable\`, and the same request under the same key goes on where
it stopped. Nothing is done twice.

## What happens, as it happens
Every deed leaves an event: \`GET /v1/events\` lists them in order, and waits for the next where you ask it to. They come by
themselves through \`/v1/events/stream\` (Server-Sent Events) and \`/v1/events/socket\` (WebSocket,
[its messages](/docs/events-socket.json)). You are told what you may read; a cursor goes on where you were, at any of these
doors. [See it live](/docs/live), all three side by side.

## What happens afterwards
Mails, webhooks and calls to other systems are jobs: \`GET /v1/jobs\`. They are tried again for hours or days; what gives
up is a dead letter that somebody tries anew or lets go. \`GET /v1/inbox\` lists what stands still and needs a person, with
the verbs that resolve it.

## How much
What your organization sends to each server is counted: answers say in \`RateLimit-Policy\` how many requests it may
send within a minute and in \`RateLimit\` how many are left; one actor gets half of them at most. More is answered 429 with \`Retry-After\`, before anything
was done. A batch is one request; so is waiting for events.

## Values
Amounts are whole numbers of the currency's minor unit (\`…_minor\`), beside their \`currency\`. Times are RFC 3339 in
UTC (\`…_at\`), dates end in \`_on\`, ids are UUIDs.

## Problems
Failures are \`application/problem+json\` (RFC 9457) with a stable \`code\`; [all codes](/errors) are described here.
Every answer carries \`X-Request-Id\`, by which whoever runs this installation finds it in the log.
`.trim();
