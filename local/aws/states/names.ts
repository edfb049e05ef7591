import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { requireLength } from "../input.ts";

/** White space, brackets, wildcards, special and control characters, and anything outside the basic plane. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]|[\u{10000}-\u{10FFFF}]/u;

/** The name of a state machine or of an execution. */
export function requireName(call: Call, name: string): void {
  requireLength(call, "name", name, 80);
  if (FORBIDDEN.test(name)) throw new AwsError(400, "InvalidName", `Invalid Name: '${name}'`);
}
