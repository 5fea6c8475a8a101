/** What customers pay for their orders, and what they get back. */
export { stripeConnector } from "./stripe-connector.ts";
