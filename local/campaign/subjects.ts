import type { Call } from "../aws/call.ts";
import type { Outgoing } from "../aws/sns/types.ts";

/** Tells which task a call or a message is about: each carries its number. */
export class Subjects {
  readonly #byArn = new Map<string, number>();
  readonly #byToken = new Map<string, number>();

  ofCall({ action, input }: Pick<Call, "action" | "input">): number | undefined {
    const { executionArn, taskToken } = input;
    if (action === "StartExecution") return this.#learn(input);
    if (taskToken !== undefined) return this.#byToken.get(String(taskToken));
    return this.#byArn.get(String(executionArn));
  }

  /** The token that it carries is then known, too. */
  ofMessage({ type, body }: Pick<Outgoing, "type" | "body">): number | undefined {
    if (type !== "Notification") return undefined;
    const envelope = JSON.parse(body) as { Message?: string };
    const { task, taskToken } = JSON.parse(envelope.Message ?? body);
    const number = numberOf(task);
    if (number !== undefined && taskToken) this.#byToken.set(taskToken, number);
    return number;
  }

  #learn({ stateMachineArn, name, input }: Call["input"]): number | undefined {
    const number = numberOf(JSON.parse(String(input)).task);
    const stem = String(stateMachineArn).replace(":stateMachine:", ":execution:");
    if (number !== undefined) this.#byArn.set(`${stem}:${name}`, number);
    return number;
  }
}

/** What a task of the campaign carries. */
export interface Message {
  readonly number: number;
}

function numberOf(task: { readonly message?: Partial<Message> } | undefined): number | undefined {
  return task?.message?.number;
}
