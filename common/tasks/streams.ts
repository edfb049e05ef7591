import { type Execution, type ListedExecution, listExecutions } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { invalidRequest, notPermitted } from "../errors.ts";
import type { MachineStack } from "./chain.ts";

/** One list of AWS: the executions of a stack that have a status. It is read page by page, the last started first. */
export interface Stream {
  readonly stack: MachineStack;
  readonly status: Execution["status"];
  /** Where it goes on: the token of a page, and how many of that page have been read. "end" when there are no more. */
  position: Position | "end";
  /** The page that is being read. */
  page?: { readonly executions: readonly ListedExecution[]; readonly nextToken?: string | undefined };
}

export interface Position {
  readonly token?: string | undefined;
  readonly offset: number;
}

/** What the stream has next, without taking it; `undefined` at its end. `pages` counts the calls that are still allowed. */
export async function peek(
  stream: Stream,
  pages: { left: number },
  pageSize: number,
  context: Context,
): Promise<ListedExecution | "no more pages" | undefined> {
  for (;;) {
    if (stream.position === "end") return undefined;
    const { token, offset } = stream.position;
    if (!stream.page) {
      if (pages.left-- <= 0) return "no more pages";
      stream.page = await readPage(stream, token, pageSize, context);
    }
    const next = stream.page.executions[offset];
    if (next) return next;
    const { nextToken } = stream.page;
    delete stream.page;
    stream.position = nextToken === undefined ? "end" : { token: nextToken, offset: 0 };
  }
}

/** Takes what `peek` has shown. */
export function take(stream: Stream): void {
  if (stream.position === "end") return;
  stream.position = { ...stream.position, offset: stream.position.offset + 1 };
}

async function readPage(
  { stack, status }: Stream,
  token: string | undefined,
  size: number,
  context: Context,
) {
  const { sfn } = context.aws(stack);
  const page = await listExecutions(sfn, stack.stateMachineArn, { status, size, token });
  switch (page) {
    case "not-permitted":
      throw notPermitted("states:ListExecutions");
    case "no-machine":
      return { executions: [] };
    case "invalid-token":
      throw invalidRequest([{ path: "after", message: "is not, or no longer, a place in this list" }]);
    default:
      return page;
  }
}
