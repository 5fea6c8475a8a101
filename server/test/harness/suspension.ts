/** An organization that its operator suspended, as the command does it. */
import { findSystemContext, resumeOrganization, suspendOrganization } from "#modules/organizations";
import type { TestApp } from "./app.ts";

type Of = { app: Pick<TestApp["app"], "database" | "executor"> };

/** Suspends, or with null resumes. Felt within a second: `until` tells. */
export async function suspend({ app }: Of, organizationId: string, because: string | null): Promise<void> {
  const context = await findSystemContext(app.database, organizationId, "cli");
  const given = because === null ? {} : { because };
  await app.executor.execute(because === null ? resumeOrganization : suspendOrganization, {
    context,
    inputs: [{ given, id: "" }],
    batch: false,
    dryRun: false,
    claim: undefined,
  });
}
