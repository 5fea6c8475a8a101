/** What is counted of the ways between this process, its database and the end of the feed. */

const silentLinks = new Map<string, number>();

/** A connection was given up. @param name as the server knows it: one of a few, never an id */
export function countSilentLink(name: string): void {
  silentLinks.set(name, (silentLinks.get(name) ?? 0) + 1);
}

const canary = { seconds: 0, ageSeconds: 0 };

/** @param seconds what the last one took to the end of the feed @param ageSeconds for how long none has arrived */
export function noteCanary(seconds: number, ageSeconds: number): void {
  Object.assign(canary, { seconds, ageSeconds });
}

let renewedListening = 0;

/** The connection for notifications was taken anew, because only looking found what they should have told. */
export function countRenewedListening(): void {
  renewedListening++;
}

type Figures = Iterable<readonly [labels: Record<string, string>, figure: number]>;

type Registering = {
  gauge(name: string, help: string, figure: () => number): unknown;
  counter(name: string, labels: string[], help: string, figures: () => Figures): unknown;
};

export function addPathFigures({ gauge, counter }: Registering): void {
  gauge(
    "plinth_feed_canary_seconds",
    "What the last canary of this process took from being written to being told at the end of the feed.",
    () => canary.seconds,
  );
  gauge(
    "plinth_feed_canary_age_seconds",
    "For how long no canary has arrived at this process, which sends one every 2 seconds. Above 5, live updates are late; above 10, it is not ready.",
    () => canary.ageSeconds,
  );
  counter(
    "plinth_listening_renewed_total",
    [],
    "Times that the connection for notifications was taken anew, because only looking found what they should have told.",
    () => [[{}, renewedListening]],
  );
  counter(
    "plinth_silent_links_total",
    ["link"],
    "Connections to the database that were given up because nobody answered on them, by their name there.",
    () => [...silentLinks].map(([link, count]) => [{ link }, count]),
  );
}
