import { defineEvent } from "#platform/events";

type About = { kind: string; order_id: string };

const data = { kind: "What kind of mail it is.", order_id: "The order that it is about." };
const fact = (happened: string, describe: string) =>
  defineEvent<About>({ type: `mail.${happened}`, subject: "mail", describe, data });

export const mailQueued = fact("queued", "A mail to a customer was written and waits to leave.");
export const mailSent = fact("sent", "A mail to a customer has left.");
export const mailFailed = fact("failed", "A mail to a customer could not be sent.");
export const mailBounced = fact("bounced", "A mail came back: the address did not take it.");
export const mailComplained = fact("complained", "Whoever received a mail called it unwanted.");
