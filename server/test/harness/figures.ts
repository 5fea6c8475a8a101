/** What this process has counted so far, as `/metrics` says it. */
import { metricsText } from "#platform/telemetry";

/** @param series a metric's name with its labels, as they are written there; 0 where nothing was counted yet */
export async function figureOf(series: string): Promise<number> {
  const text = await metricsText();
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
