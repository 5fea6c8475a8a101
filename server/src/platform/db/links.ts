/**
 * Connections on which nobody answers any more: a firewall forgot them, or a host went away without a word. TCP notices
 * after a quarter of an hour, and never behind a proxy that acknowledges everything.
 *
 * A link that has waited for two seconds without a byte is asked about over another connection: while the server is at
 * the statement it may take as long as it may; when the server waits for us too, nothing more will come. Then its socket
 * is destroyed, and whatever waited fails as after any lost connection. Links at rest are sent an empty statement now
 * and then, so that nobody's request has to find out.
 *
 * Time is counted in turns of our own loop and not by a clock: a process that was stopped or busy does not take its own
 * absence for the silence of others.
 */
import { setImmediate as othersTurn } from "node:timers/promises";
import type pg from "pg";
import { withServer } from "./ask-server.ts";
import { Link, type LinkKind } from "./link.ts";

export type Links = {
  /** Until it closes. @param atRest whether nobody holds it, so that it may be sent something */
  watch(client: pg.Client, kind: LinkKind, atRest?: () => boolean): void;
  /** What is closing and does not get there is closed. */
  stop(): void;
};

const turnMs = 500;
/** Waiting for so long without a byte, a link is asked about. */
const quietTurns = 5;
const restTurns = 10;
/** What one link suffers, others may: then they are asked sooner. */
const restTurnsInDoubt = 2;
const turnsAfterVainQuestion = 6;

/**
 * @param url of the role whose links they are: the server tells nobody else about them
 * @param onSilent hears which kind of link was given up
 */
export function watchLinks(url: string, onSilent: (name: string) => void = () => {}): Links {
  const links = new Set<Link>();
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let pooler = false;
  let asking = false;
  let turnsToQuestion = 0;

  const giveUp = (link: Link): void => {
    if (!links.delete(link)) return;
    onSilent(link.name);
    link.destroy();
  };

  const askAbout = async (silent: readonly Link[]): Promise<void> => {
    await withServer(url, async (server) => {
      const standings = await server.standings(silent.map((link) => link.asked()));
      if (standings === "pooler") {
        pooler = true;
        return;
      }
      await othersTurn(); // what has arrived by now is read before anybody is judged
      const dead = silent.filter((link, i) => link.isDead(standings[i] ?? "works"));
      // their locks are free before anybody tries again
      await server.end(dead.map((link) => link.asked().pid)).catch(() => {});
      dead.forEach(giveUp);
    });
  };

  const turn = async (): Promise<void> => {
    await othersTurn();
    for (const link of links) link.look();
    const silent = [...links].filter(({ quiet }) => quiet >= quietTurns);
    for (const link of silent) if (stopping || link.quiet * turnMs >= link.patienceMs) giveUp(link);
    for (const link of links) link.askAfter(silent.length > 0 ? restTurnsInDoubt : restTurns);
    if (stopping && links.size === 0) clearInterval(timer);
    if (silent.length === 0 || asking || pooler || stopping || --turnsToQuestion > 0) return;
    asking = true;
    await askAbout(silent).catch(() => {
      turnsToQuestion = turnsAfterVainQuestion;
    });
    asking = false;
  };

  return {
    watch(client, kind, atRest = () => true) {
      const link = new Link(client, kind, atRest);
      links.add(link);
      client.once("end", () => links.delete(link));
      timer ??= setInterval(turn, turnMs).unref();
    },
    stop() {
      stopping = true;
    },
  };
}
