/** A database without migrations, for what migrations themselves are tested with. */
import { randomBytes } from "node:crypto";
import { ensureRoles } from "#platform/db";
import { execute } from "./execute.ts";
import { onDatabase, type TestDatabase, testDatabase } from "./postgres.ts";

/** URLs of an empty database on the shared test cluster. */
export type EmptyDatabase = {
  adminUrl: string;
  appUrl: string;
  ownerUrl: string;
  systemUrl: string;
  drop(): Promise<void>;
};

/** The process's first database: where the shared cluster is, and from where others come and go. */
let neighbour: Promise<TestDatabase> | undefined;
let open = 0;

/** An empty database with the three roles admitted to it. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  open += 1;
  neighbour ??= testDatabase();
  const { name: first, adminUrl: firstUrl, drop: dropFirst } = await neighbour;
  // Keeps the first part of the name, by which the harness knows whose it is.
  const name = `${first}_${randomBytes(4).toString("hex")}`;
  await execute(firstUrl, `create database ${name} template template0`);
  const adminUrl = onDatabase(firstUrl, name);
  return {
    adminUrl,
    ...(await ensureRoles(adminUrl)),
    async drop() {
      await execute(firstUrl, `drop database ${name} with (force)`);
      open -= 1;
      if (open > 0) return;
      neighbour = undefined;
      await dropFirst();
    },
  };
}
