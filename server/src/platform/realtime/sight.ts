/**
 * What a reader sees of the feed: decided anew for every event, from what the reader may at the moment and from whom the
 * event concerns. The row policies of the feed say the same of customers once more.
 */
import type { Context } from "#platform/access";
import type { StoredEvent } from "#platform/events";
import type { Registry, Resource } from "#platform/resource";
import type { Topics } from "./topics.ts";

export type Sight = {
  /** Reads all of the organization's: counts as the feed counts. */
  full: boolean;
  /** The only nouns that anything may be told of; null: also of what is no noun. */
  nouns: readonly string[] | null;
  sees(event: StoredEvent): boolean;
  /** As the reader is shown it. @param number its place in the reader's stream */
  show(event: StoredEvent, number: number): string;
};

/** Whoever holds it and has no scope reads the whole feed. */
export const wholeFeed = "events:read";

type Noun = { resource: Resource; hidden: Map<string, string> };

export function createSights(registry: Registry): (context: Context, topics: Topics) => Sight {
  const known = new Map<string, Noun>(
    registry.resources
      .filter(({ only, part }) => only === undefined && part === undefined)
      .map((resource) => [resource.name, { resource, hidden: hiddenOf(resource) }]),
  );
  const mayRead = ({ permissions }: Context, noun: string) => {
    const found = known.get(noun);
    return found !== undefined && permissions.has(found.resource.read);
  };

  return (context, topics) => {
    const { permissions, scope, actor } = context;
    const whole = scope === "all" && permissions.has(wholeFeed);
    const full = whole && topics === null;
    const self = actorOf(context);
    const within = scope === "all" ? undefined : new Set(scope);
    const userId = personWho(context);

    const concerns = (event: StoredEvent) =>
      topics === null ||
      topics.some(
        ({ noun, id }) => noun === event.subject_type && (id ?? event.subject_id) === event.subject_id,
      );
    const readable = (event: StoredEvent): boolean => {
      const noun = known.get(event.subject_type);
      if (noun === undefined || !permissions.has(noun.resource.read)) return false;
      const { belongs, about } = noun.resource;
      if (about && !mayRead(context, subjectTypeIn(event.data))) return false;
      if (typeof belongs === "object" && "person" in belongs)
        return userId !== undefined && event.user_id === userId;
      return within === undefined || event.shared || (event.scope_id !== null && within.has(event.scope_id));
    };
    const nouns = [...known.keys()].filter(
      (noun) => mayRead(context, noun) && (topics === null || topics.some((topic) => topic.noun === noun)),
    );

    return {
      full,
      nouns: full ? null : nouns,
      sees: full ? () => true : (event) => concerns(event) && readable(event),
      show(event, number) {
        const by = whole || event.actor === self ? event.actor : (event.actor.split(":")[0] ?? "");
        const told = withoutHidden(event.data, known.get(event.subject_type)?.hidden, permissions);
        return (
          `{"id":"${event.id}","seq":${number},"type":"${event.type}","subject":${event.subject},"actor":${JSON.stringify(by)},` +
          `"occurred_at":"${event.occurred_at}","data":${told}}`
        );
      },
    };

    function actorOf({ actor: { kind, id } }: Context): string {
      return `${kind}:${id}`;
    }
    function personWho(_: Context): string | undefined {
      return actor.kind === "member" || actor.kind === "buyer" ? actor.id : undefined;
    }
  };
}

/** Fields that not everybody may see, with the permission that it takes. */
function hiddenOf({ fields }: Resource): Map<string, string> {
  return new Map(
    Object.entries(fields).flatMap(([name, { see }]) => (see === undefined ? [] : [[name, see] as const])),
  );
}

/** An event names what changed: not what its reader may not know of. */
function withoutHidden(
  text: string,
  hidden: ReadonlyMap<string, string> | undefined,
  permissions: ReadonlySet<string>,
): string {
  if (hidden === undefined || hidden.size === 0 || !text.includes('"changed"')) return text;
  const told = JSON.parse(text) as { changed?: unknown };
  if (!Array.isArray(told.changed)) return text;
  const shown = told.changed.filter((name) => {
    const see = hidden.get(String(name));
    return see === undefined || permissions.has(see);
  });
  return shown.length === told.changed.length ? text : JSON.stringify({ ...told, changed: shown });
}

/** What it is about, of what is about another object. */
function subjectTypeIn(text: string): string {
  return String((JSON.parse(text) as { subject_type?: unknown }).subject_type ?? "");
}
