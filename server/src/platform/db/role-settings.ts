/** The three roles by name, each with the settings that its sessions begin with. */

export type Role = { name: string; settings: Record<string, string> };

const plain = { DateStyle: "ISO, YMD", TimeZone: "UTC", jit: "off" };
export const owner: Role = { name: "plinth_owner", settings: plain };
export const app: Role = {
  name: "plinth_app",
  settings: {
    ...plain,
    // Replanning a prepared statement cost a list 37 % and an order 40 %.
    plan_cache_mode: "force_generic_plan",
    statement_timeout: "15s",
    lock_timeout: "5s",
    idle_in_transaction_session_timeout: "30s",
  },
};
export const system: Role = {
  name: "plinth_system",
  settings: { ...plain, lock_timeout: "5s", idle_in_transaction_session_timeout: "60s" },
};
export const roles = [owner, app, system];
