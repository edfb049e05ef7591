import { sha256 } from "../hash.ts";

/** A role's name is at most this long, and unique in the account across all regions. */
const ROLE_NAME_LENGTH = 64;

export const ROLE_PATH = "/pipedream/";
export const PUBLISH_POLICY_NAME = "publish-scheduled-tasks";

/** The names of one stack's resources. */
export interface StackNames {
  readonly topicName: string;
  readonly roleName: string;
  readonly policyName: string;
  readonly stateMachineName: string;
}

/**
 * The names for the stack of that number, `…`, `…-2`, `…-3`. AWS answers for deleted things for a while, so each stack has
 * names of its own. https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns/pull/70
 */
export function namesOf(componentId: string, region: string, number: number): StackNames {
  const base = `pipedream-scheduled-tasks-${componentId}`;
  const name = number === 1 ? base : `${base}-${number}`;
  return {
    topicName: name,
    roleName: roleNameOf(name, region),
    policyName: PUBLISH_POLICY_NAME,
    stateMachineName: name,
  };
}

/** The name of the role beside a topic of that name. */
export function roleNameOf(topicName: string, region: string): string {
  const name = `${topicName}-${region}`;
  if (name.length <= ROLE_NAME_LENGTH) return name;
  const hash = sha256(name).slice(0, 8);
  return `${name.slice(0, ROLE_NAME_LENGTH - hash.length - 1)}-${hash}`;
}

/** The number of the source's stack that has a topic of that name, or `undefined` if the name is not of this source. */
export function numberOf(componentId: string, topicName: string): number | undefined {
  const base = `pipedream-scheduled-tasks-${componentId}`;
  if (topicName === base) return 1;
  const digits = topicName.startsWith(`${base}-`) ? topicName.slice(base.length + 1) : "";
  return /^[1-9]\d{0,5}$/.test(digits) && digits !== "1" ? Number(digits) : undefined;
}
