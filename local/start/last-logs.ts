import type { LocalSource } from "../pipedream/source.ts";

/** What the source said last, for whoever wonders why nothing happens. */
export function lastLogs({ logs }: Pick<LocalSource, "logs">): string {
  const lines = logs.flatMap((entry) => {
    if (entry.k === "log") return entry.msg;
    return entry.k === "error" ? entry.err.message : [];
  });
  return `The source's last log lines:\n  ${lines.slice(-5).join("\n  ")}`;
}
