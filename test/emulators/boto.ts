import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Credentials } from "../../common/aws/clients.ts";
import { type EmulatorName, pythonOf } from "./environment.ts";

const SCRIPT = fileURLToPath(new URL("boto.py", import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: what AWS answers is what a test is about to say.
export type Answer = any;

/** AWS refused a call, with its own error code. */
export class BotoError extends Error {
  override readonly name = "BotoError";
  readonly code: string;

  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}

/** AWS's own client for Python: looks at an AWS by another way than the code under test. */
export interface Boto {
  /** Service, operation and parameters as botocore spells them. Lists come whole. Rejects with a `BotoError`. */
  call(
    service: "iam" | "sns" | "stepfunctions" | "s3",
    operation: string,
    parameters?: object,
  ): Promise<Answer>;
  close(): void;
}

/** The client in the virtual environment of an emulator; the AWS it speaks to may be another. */
export function openBoto(environment: EmulatorName, endpoint: string, credentials: Credentials): Boto {
  const child = spawn(pythonOf(environment), [SCRIPT], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let queue: Promise<unknown> = Promise.resolve();
  const exchange = async (request: object): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("The Python client has ended; its error is above");
    const { result, error } = JSON.parse(value);
    if (error) throw new BotoError(error);
    return result;
  };
  return {
    call(service, operation, parameters = {}) {
      const answer = queue.then(() => exchange({ service, operation, parameters }));
      queue = answer.catch(() => {});
      return answer;
    },
    close: () => void child.kill(),
  };
}
