import type { HostLimits } from "../context.ts";

/**
 * 512 KB for the body of a request, taken as the smaller of its two readings; above it Pipedream answers 413, and SNS gives
 * up. An event has at most 256 levels, of which the task's own wrapping takes a few.
 * https://pipedream.com/docs/workflows/limits
 */
export const LIMITS: HostLimits = { bodyBytes: 512_000, eventDepth: 240 };
