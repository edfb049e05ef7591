import type { DeliveryDelay } from "../options.ts";
import { seededRandom } from "../seeded.ts";

/** How long each notification waits before its first attempt, in ms: one after the other, as they are published. */
export function deliveryDelays({ minMs, maxMs = minMs, seed = 0 }: DeliveryDelay): () => number {
  if (minMs < 0 || maxMs < minMs) throw new Error("deliveryDelay: minMs must be from 0 to maxMs");
  const random = seededRandom(seed);
  return () => minMs + Math.round(random() * (maxMs - minMs));
}
