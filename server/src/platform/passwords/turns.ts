import { overloaded } from "#platform/errors";

/** On whose account somebody waits. */
export type Place = {
  /** Those of one name share: a range of addresses, a user. */
  name: string;
  /** Logged in, now or on this device before: strangers cannot take all the room. */
  known: boolean;
};

export type Turns = {
  /**
   * Does the work when everybody who came before is done.
   * @param place absent: nobody's, and never made to give way
   * @throws 503 `overloaded` when too many are waiting
   */
  take<T>(work: () => Promise<T>, place?: Place): Promise<T>;
};

type Room = {
  /** How many may wait; more are turned away at once. */
  mostWaiting: number;
  /** So many of those places no stranger takes. */
  forKnown?: number;
  /** Whoever has more of them than this, gives the last one up when others find no room. */
  share?: number;
};

type Waiting = { place: Place | undefined; begin(): void; giveWay(error: Error): void };

/**
 * One at a time, in the order of arrival. Many from one place wait like anybody while there is room (an office on
 * Monday morning), but do not keep others out.
 */
export function createTurns({ mostWaiting, forKnown = 0, share = mostWaiting }: Room): Turns {
  const waiting: Waiting[] = [];
  let taken = false;

  const makeRoomFor = (place: Place | undefined): void => {
    const strangers = waiting.filter(isStranger);
    const stranger = isStranger({ place });
    const room = stranger ? mostWaiting - forKnown - strangers.length : mostWaiting - waiting.length;
    if (room > 0 && waiting.length < mostWaiting) return;
    const isGreedy = waiting.filter((each) => each.place?.name === place?.name).length >= share;
    const last = isGreedy ? undefined : lastOfTheGreediest(stranger ? strangers : waiting, share);
    if (last === undefined) throw tooMany();
    waiting.splice(waiting.indexOf(last), 1);
    last.giveWay(tooMany());
  };

  return {
    async take(work, place) {
      if (taken) {
        await new Promise<void>((begin, giveWay) => {
          makeRoomFor(place);
          waiting.push({ place, begin, giveWay });
        });
      }
      taken = true;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        // stays taken when it is handed on: nobody who comes at this moment slips in between
        if (next === undefined) taken = false;
        else next.begin();
      }
    },
  };
}

const isStranger = ({ place }: Pick<Waiting, "place">): boolean => place?.known === false;

/** Of the place that has most, if that is more than its share: who came last. */
function lastOfTheGreediest(waiting: Waiting[], share: number): Waiting | undefined {
  const groups = Map.groupBy(
    waiting.filter(({ place }) => place !== undefined),
    ({ place }) => place?.name,
  );
  const [greediest = []] = [...groups.values()].sort((one, other) => other.length - one.length);
  return greediest.length > share ? greediest.at(-1) : undefined;
}

const tooMany = () =>
  overloaded("Too many passwords are being checked. Try again in a moment.", { retryAfterSeconds: 2 });
