import { Agent, request } from "node:http";

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: ours and the original answer differently.
  readonly body: any;
}

const agent = new Agent({ keepAlive: true, maxSockets: 100 });

/** A POST over a connection that is kept alive. */
export function post(
  url: string,
  body: unknown,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...more };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const answer = Buffer.concat(chunks).toString();
      resolve({
        status: response.statusCode ?? 0,
        body: answer.startsWith("{") ? JSON.parse(answer) : answer,
      });
    });
    sent.on("error", reject).end(text);
  });
}

/** Schedules a task and returns its execution's ARN. */
export async function schedule(url: string, timestamp: string, message: unknown): Promise<string> {
  const { status, body } = await post(`${url}/schedule`, { timestamp, message });
  if (status !== 200) throw new Error(`/schedule answered ${status}: ${JSON.stringify(body)}`);
  return body.executionArn ?? body.msg?.executionArn;
}

export async function cancel(url: string, executionArn: string): Promise<void> {
  const { status, body } = await post(`${url}/cancel`, { executionArn });
  if (status !== 200) throw new Error(`/cancel answered ${status}: ${JSON.stringify(body)}`);
}

/** Runs the action so many times, so many at once, and returns how long each took, in ms. */
export async function repeat(
  times: number,
  inFlight: number,
  action: () => Promise<unknown>,
): Promise<number[]> {
  const durations: number[] = [];
  let left = times;
  const worker = async () => {
    while (left-- > 0) {
      const started = performance.now();
      await action();
      durations.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return durations;
}

/** A time that no run of the benchmark lives to see. */
export function farAhead(): string {
  return new Date(Date.now() + 200 * 24 * 3_600_000).toISOString();
}
