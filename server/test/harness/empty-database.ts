/** A database without migrations, for what migrations themselves are tested with. */
import { ensureRoles } from "#platform/db";
import { execute } from "./execute.ts";
import { onDatabase, testDatabase } from "./postgres.ts";

/** URLs of an empty database on the shared test cluster. */
export type EmptyDatabase = {
  adminUrl: string;
  appUrl: string;
  ownerUrl: string;
  systemUrl: string;
  drop(): Promise<void>;
};

/** An empty database with the three roles admitted to it. */
export async function emptyDatabase(): Promise<EmptyDatabase> {
  const neighbour = await testDatabase();
  const name = `${neighbour.name}_empty`;
  await execute(neighbour.adminUrl, `create database ${name} template template0`);
  const adminUrl = onDatabase(neighbour.adminUrl, name);
  return {
    adminUrl,
    ...(await ensureRoles(adminUrl)),
    async drop() {
      await execute(neighbour.adminUrl, `drop database ${name} with (force)`);
      await neighbour.drop();
    },
  };
}
