/** The first page of the reference: what holds for every operation, said once. */
export const introduction = `
One API for everything, by nouns and verbs. \`GET /v1/<nouns>\` lists, \`GET /v1/<nouns>/{id}\` reads one,
\`POST\`, \`PATCH\` and \`DELETE\` write, and what is more than that is a verb of its own under the object.

## Who is calling
Send \`Authorization: Bearer plk_…\` with an API key. The organization comes from the key; what belongs to another one
does not exist for you (404). Each operation names the permission that it needs.

## Reading
Lists answer \`{"data": […], "next_cursor": …}\`; pass \`next_cursor\` as \`after\` for the next page. Filters are
parameters (\`status=a,b\`, \`created_at[gte]=2026-01-01\`), \`sort=-created_at\` turns the direction, \`fields\` and
\`expand\` choose what an object shows. An unknown parameter is refused with those that exist.

## Writing
Every \`POST\` takes an \`Idempotency-Key\`: repeat a request whose answer got lost, it is done once. \`PATCH\` needs
\`If-Match\` with the ETag that you read. \`?dry_run=true\` answers what would happen, and does nothing.

## Values
Amounts are whole numbers of the currency's minor unit (\`…_minor\`), beside their \`currency\`. Times are RFC 3339 in
UTC (\`…_at\`), dates end in \`_on\`, ids are UUIDs.

## Problems
Failures are \`application/problem+json\` (RFC 9457) with a stable \`code\`; [all codes](/errors) are described here.
Every answer carries \`X-Request-Id\`, by which whoever runs this installation finds it in the log.
`.trim();
