import type { ApiCall, CallStage } from "../aws/call.ts";
import type { LocalAws } from "../aws/server.ts";
import type { Act } from "./acts.ts";
import type { LocalSource } from "./source.ts";

/**
 * Where in its work a worker dies. `nth`, 1 by default, counts what each worker does by itself.
 *
 * At a call to AWS, of that name or of any: `before` its effect; `after` it, so that the answer is not heard; or when it
 * has been `answered`: then the worker goes on until it does the next thing that shows outside, which has no effect any more.
 *
 * At an act: before or after `$emit`, `respond`, or the end of a hook or a run, at which it publishes, and writes its db.
 */
export type KillPoint =
  | { readonly call: string; readonly when: CallStage; readonly nth?: number }
  | { readonly act: Act["act"]; readonly when: Act["when"]; readonly nth?: number };

/** Any call, in a `KillPoint`. */
export const ANY_CALL = "*";

export interface Kill {
  /** The worker that it has struck. */
  readonly victim: string | undefined;
  /** Disarms it. */
  cancel(): void;
}

/** Kills the first worker of the source that comes to that point. It takes its unpublished events and writes along. */
export function killAt(
  aws: Pick<LocalAws, "listen" | "deadSessions">,
  source: Pick<LocalSource, "listen" | "hasWorker" | "kill">,
  point: KillPoint,
): Kill {
  const seen = new Map<string, number>();
  let doomed: string | undefined;
  let victim: string | undefined;

  const isNth = (worker: string) => {
    const times = (seen.get(worker) ?? 0) + 1;
    seen.set(worker, times);
    return times === (point.nth ?? 1);
  };
  const kill = (worker: string) => {
    cancel();
    victim = worker;
    aws.deadSessions.add(worker);
    source.kill(worker);
  };
  /** What a doomed worker is about to do, it does no more. */
  const strikesDoomed = (worker: string, stage: CallStage) => {
    if (worker !== doomed || stage !== "before") return false;
    kill(worker);
    return true;
  };
  const onCall = ({ session, action }: ApiCall, stage: CallStage) => {
    if (session === undefined || !source.hasWorker(session) || strikesDoomed(session, stage)) return;
    const isPoint =
      "call" in point && stage === point.when && (point.call === ANY_CALL || point.call === action);
    if (!isPoint || doomed || !isNth(session)) return;
    if (stage === "answered") doomed = session;
    else kill(session);
  };
  const onAct = ({ worker, act, when }: Act) => {
    if (!source.hasWorker(worker) || strikesDoomed(worker, when)) return;
    if ("act" in point && act === point.act && when === point.when && isNth(worker)) kill(worker);
  };

  const ends = [aws.listen(onCall), source.listen(onAct)];
  const cancel = () => {
    for (const end of ends) end();
  };
  return {
    get victim() {
      return victim;
    },
    cancel,
  };
}
