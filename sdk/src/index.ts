/** The typed client of Plinth. */
export type * from "./api.ts";
export type { Answer, CallOptions, Input, Item, ListPath, Method, PathOf } from "./call-types.ts";
export { type Client, type ClientOptions, createClient } from "./client.ts";
export type { TokenSource } from "./credential.ts";
export type { DoorName, PlinthEvent } from "./live/door.ts";
export type { SocketConstructor } from "./live/socket-door.ts";
export type { SubscribeOptions, Subscription, SubscriptionState, Timing } from "./live/subscription.ts";
export { PlinthProblem, PlinthUnreachable } from "./problem.ts";
export type { RetryRules } from "./retry.ts";
export type { SendOptions, Sent } from "./send.ts";
