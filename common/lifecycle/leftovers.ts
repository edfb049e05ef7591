import { stateMachineArnOf } from "../aws/arn.ts";
import { baseName, PUBLISH_POLICY_NAME, roleName, stateMachineNames } from "../aws/names.ts";
import { deleteStateMachine } from "../aws/state-machine.ts";
import { ensureTopic } from "../aws/topic.ts";
import type { Context } from "../context.ts";
import type { Stack } from "../state.ts";

/** A stack that was never complete has at most so many state machines, each made while the one before was in deletion. */
const MACHINES = 3;

/**
 * What an activation that was cut off may have made without remembering it. All names derive from the source; the account
 * is known from the topic, which AWS returns if it is there, and makes if it is not.
 */
export async function findLeftovers(context: Context): Promise<Stack> {
  const { region, componentId } = context;
  const { sns, sfn } = context.aws({ region });
  const topicArn = await ensureTopic(sns, baseName(componentId));
  const [stateMachineName = "", ...others] = stateMachineNames(componentId).slice(0, MACHINES);
  for (const name of others) await deleteStateMachine(sfn, stateMachineArnOf(topicArn, name));
  return {
    region,
    topicArn,
    roleName: roleName(componentId, region),
    policyName: PUBLISH_POLICY_NAME,
    stateMachineName,
  };
}
