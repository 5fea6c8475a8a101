/** `dev fakes`: an outside world on this machine: a Stripe, an ERPNext, and a receiver of webhooks. */
import { Command, InvalidArgumentError } from "commander";
import { environment } from "#config";
import { Complaint } from "./complaint.ts";
import { type FakeWorld, fakesBanner } from "./dev-fakes-banner.ts";
import { onStopSignal } from "./stop-signals.ts";

type Ports = { stripePort: number; erpnextPort: number; receiverPort: number };

export const fakeCredentials = {
  secretKey: "sk_test_plinth",
  apiKey: "fake-key",
  apiSecret: "fake-secret",
};

export function devFakesCommand(): Command {
  return new Command("fakes")
    .description("Start a Stripe, an ERPNext and a receiver of webhooks that are none, to try Plinth out")
    .option("--stripe-port <port>", "where the Stripe listens; 0 takes any free port", port, 4010)
    .option("--erpnext-port <port>", "where the ERPNext listens", port, 4020)
    .option("--receiver-port <port>", "where the receiver listens", port, 4030)
    .addHelpText(
      "after",
      `
They speak the interfaces of the real ones as far as Plinth uses them, listen on 127.0.0.1 only, and forget
everything when they stop. docs/guides/first-order.md walks through an order with them.

Examples:
  $ npm run plinth -- dev fakes
  $ npm run plinth -- dev fakes --stripe-port 5010
  $ PLINTH_OUTBOUND_ALLOW=127.0.0.1 npm start        a Plinth that may call them

What happened, as JSON:
  $ curl http://127.0.0.1:4010/log

What goes wrong with the next calls; an unknown word is answered with those that there are:
  $ curl http://127.0.0.1:4010/fake/trouble -d trouble=reset_after_commit
  $ curl http://127.0.0.1:4010/fake/trouble -d trouble=500 -d 'at=POST /v1/refunds' -d times=3
  $ curl http://127.0.0.1:4010/fake/trouble -d trouble=webhooks_lost       or webhooks_twice, until calm
  $ curl http://127.0.0.1:4020/fake/trouble -d trouble=error               ERPNext does it, and says it failed
  $ curl http://127.0.0.1:4020/fake/trouble -d trouble=refused             a rule there forbids the next document
  $ curl http://127.0.0.1:4030/fake/trouble -d trouble=500 -d times=5      the receiver takes nothing five times
  $ curl -X POST http://127.0.0.1:4030/fake/calm                           all is well again

The receiver checks signatures with the secrets that it was told:
  $ curl -X PUT http://127.0.0.1:4030/secrets -d 'whsec_…'`,
    )
    .action(startFakes);
}

async function startFakes(ports: Ports): Promise<void> {
  if (environment().NODE_ENV === "production")
    throw new Complaint(
      "These fakes take payments that nobody makes: with NODE_ENV=production they do not start.",
    );
  const world = await raise(ports);
  process.stdout.write(fakesBanner(world, process.stdout));
  await new Promise<void>((resolve) => onStopSignal(() => resolve()));
  await Promise.all(world.map(({ close }) => close()));
}

/** Loaded only here: no other command needs them. All of them, or none. */
async function raise({ stripePort, erpnextPort, receiverPort }: Ports): Promise<FakeWorld> {
  const [{ startFakeStripe }, { startErpnext }, { startReceiver }] = await Promise.all([
    import("#fakes/stripe"),
    import("#fakes/erpnext"),
    import("#fakes/receiver"),
  ]);
  const { secretKey, apiKey, apiSecret } = fakeCredentials;
  const world: FakeWorld = [];
  try {
    const stripe = await startFakeStripe({
      ...{ port: stripePort, secretKey, webhookSecret: "whsec_nobody", say: sayAs("stripe") },
    });
    world.push({ name: "Stripe", url: stripe.url, note: `secret key ${secretKey}`, close: stripe.close });
    const erpnext = await startErpnext({
      ...{ port: erpnextPort, key: apiKey, secret: apiSecret, say: sayAs("erpnext") },
    });
    const keys = `API key ${apiKey}, API secret ${apiSecret}`;
    world.push({ name: "ERPNext", url: erpnext.url, note: keys, close: erpnext.stop });
    const receiver = await startReceiver({ port: receiverPort, say: sayAs("receiver") });
    const takes = "takes webhooks at any path";
    world.push({ name: "Receiver", url: receiver.url, note: takes, close: receiver.close });
    return world;
  } catch (error) {
    await Promise.all(world.map(({ close }) => close()));
    throw busy(error);
  }
}

const sayAs = (who: string) => (line: string) => {
  const at = new Date().toTimeString().slice(0, 8);
  process.stdout.write(`${at}  ${who.padEnd(8)}  ${line}\n`);
};

function busy(error: unknown): unknown {
  const { code, port: taken } = error as { code?: unknown; port?: unknown };
  if (code !== "EADDRINUSE") return error;
  return new Complaint(
    `Port ${taken} is in use by another program, perhaps by fakes that run already.\nStop them, or choose other ports: npm run plinth -- dev fakes --help`,
    { cause: error },
  );
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("It is a number from 0 to 65535.");
}
