import { createHash } from "node:crypto";
import type { ApiCall, Fault } from "../aws/call.ts";
import type { InterceptDelivery, Outgoing } from "../aws/sns/types.ts";
import type { Subjects } from "./subjects.ts";

/** A number from 0 to 1 for a question, the same each time it is asked. */
type Dice = (...question: readonly unknown[]) => number;

/**
 * Makes calls and deliveries go wrong, as the seed says. What happens to a call depends on what it is about and how often
 * that was asked for, not on what else goes on at the time; so a run can be repeated.
 */
export function seededFaults(seed: number, faults: number, subjects: Subjects) {
  const roll = dice(seed);
  const asked = new Map<string, number>();
  const count = (subject: string) => {
    const times = (asked.get(subject) ?? 0) + 1;
    asked.set(subject, times);
    return times;
  };
  return {
    call(call: ApiCall): Fault {
      const subject = `${call.action} ${subjects.ofCall(call) ?? ""}`;
      const times = count(subject);
      return faultOf((question) => roll(subject, times, question), faults, call);
    },
    delivery(message: Outgoing): ReturnType<InterceptDelivery> {
      const subject = `delivery ${subjects.ofMessage(message) ?? ""}`;
      const times = count(subject);
      const isLate = roll(subject, times, "late") < 0.1 * faults;
      return {
        delayMs: isLate ? Math.round(roll(subject, times, "by") * 10 * 60_000) : 0,
        duplicates: roll(subject, times, "twice") < 0.1 * faults ? 1 : 0,
      };
    },
  };
}

function faultOf(roll: (question: string) => number, faults: number, { service }: ApiCall): Fault {
  const latency =
    roll("slow") < 0.2 * faults
      ? { latencyMs: Math.round(roll("before") * 1_500), answerLatencyMs: Math.round(roll("after") * 1_500) }
      : {};
  const kind = roll("kind") / (0.1 * faults || Number.EPSILON);
  if (kind < 0.2) {
    const code = service === "states" ? "ThrottlingException" : "Throttling";
    return { ...latency, status: 400, code, message: "Rate exceeded" };
  }
  if (kind < 0.4) return { ...latency, status: 500, code: "InternalFailure", message: "Something is broken" };
  if (kind < 0.6) return { ...latency, refuse: true };
  if (kind < 0.9) return { ...latency, dropAnswer: true };
  if (kind < 0.95) return { ...latency, hang: "before its effect" };
  if (kind < 1) return { ...latency, hang: "after its effect" };
  return latency;
}

function dice(seed: number): Dice {
  return (...question) =>
    createHash("sha256")
      .update(JSON.stringify([seed, ...question]))
      .digest()
      .readUInt32BE() /
    2 ** 32;
}
