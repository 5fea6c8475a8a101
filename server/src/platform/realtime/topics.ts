/** What a stream is about: nouns by their path (`orders`), or one object of it (`orders/{id}`). */
import { authorize, type Context, may } from "#platform/access";
import { unknownParameter } from "#platform/errors";
import { type Registry, type Resource, uuidPattern } from "#platform/resource";

export type Topic = { text: string; noun: string; id: string | undefined };

/** Null is whatever one may see. */
export type Topics = readonly Topic[] | null;

export const mostTopics = 100;

/** The nouns that can be asked for: those of which something is told. */
export function nounsByPath({ resources }: Registry): Map<string, Resource> {
  return new Map(
    resources.flatMap((resource) =>
      resource.path === undefined || resource.only !== undefined ? [] : [[resource.path, resource] as const],
    ),
  );
}

/**
 * @param texts as the caller wrote them
 * @throws 400 naming what is no topic and those that are, 403 for what the caller may not read
 */
export function topicsOf(
  nouns: ReadonlyMap<string, Resource>,
  context: Pick<Context, "permissions">,
  texts: readonly string[],
): Topic[] {
  if (texts.length > mostTopics) throw unknownParameter(`At most ${mostTopics} topics may be named.`);
  return [...new Set(texts)].map((text) => {
    const [path = "", id, ...more] = text.split("/");
    const resource = nouns.get(path);
    if (resource === undefined || more.length > 0) {
      const own = [...nouns].filter(([, { read }]) => context.permissions.has(read)).map(([name]) => name);
      throw unknownParameter(
        `There is no topic "${text.slice(0, 100)}". Topics are ${own.sort().join(", ")}, and one object of them as in "members/{id}".`,
      );
    }
    if (id !== undefined && !uuidPattern.test(id))
      throw unknownParameter(`"${text.slice(0, 100)}" does not end in the id of an object.`);
    authorize(may(context, resource.read));
    return { text, noun: resource.name, id: id?.toLowerCase() };
  });
}
