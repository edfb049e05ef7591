import { isRecord, parseJson } from "../json.ts";
import type { Subscription } from "./types.ts";

/** What a message's attributes must be, by their names: one of these texts, or there or not. */
type FilterPolicy = Readonly<Record<string, readonly (string | { readonly exists: boolean })[]>>;

type Attributes = Readonly<Record<string, { readonly Value: string }>>;

/** What is wrong with a FilterPolicy, if anything. Of the many conditions SNS knows, this stand-in takes two. */
export function filterPolicyFault(text: string): string | undefined {
  const policy = parseJson(text);
  if (!isRecord(policy)) return "failed to parse JSON";
  const conditions = Object.values(policy);
  if (conditions.every((list) => Array.isArray(list) && list.every(isCondition))) return undefined;
  return "this stand-in takes lists of texts and of {exists}";
}

function isCondition(condition: unknown): boolean {
  return typeof condition === "string" || (isRecord(condition) && typeof condition.exists === "boolean");
}

/**
 * Whether a message with these attributes is for the subscription: each name of the policy must hold. The empty policy
 * lets all messages pass. https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function passesFilter(
  subscription: Pick<Subscription, "attributes">,
  attributes: Attributes,
): boolean {
  const policy = parseJson(subscription.attributes.get("FilterPolicy") ?? "{}") as FilterPolicy;
  return Object.entries(policy).every(([name, conditions]) => {
    const value = attributes[name]?.Value;
    return conditions.some((condition) =>
      typeof condition === "string" ? condition === value : condition.exists === (value !== undefined),
    );
  });
}
