import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";

const { followEvents } = await import(new URL("../../examples/event-stream.mjs", import.meta.url).href);

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The events that are read from a stream of these bytes, which comes in pieces of these sizes. */
async function read(stream: string, sizes: number[], expected: number): Promise<unknown[]> {
  const bytes = new TextEncoder().encode(stream);
  vi.stubGlobal("fetch", async (url: URL) =>
    url.pathname.endsWith("/sse") ? new Response(inPieces(bytes, sizes)) : Response.json({ data: [] }),
  );
  const messages: unknown[] = [];
  for await (const { message } of followEvents({ sourceId: "dc_1", apiKey: "-" })) {
    if (messages.push(message) === expected) break;
  }
  return messages;
}

function inPieces(bytes: Uint8Array, sizes: number[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (let start = 0, i = 0; start < bytes.length; i++) {
        const end = start + (sizes[i % sizes.length] ?? 1);
        controller.enqueue(bytes.slice(start, end));
        start = end;
      }
      controller.close();
    },
  });
}

it("reads messages whatever their line ends, fields, comments and the pieces they come in", {
  timeout: 30_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.boolean(),
      async (messages, lineEnd, sizes, hasSpace) => {
        const blocks = messages.flatMap((message, i) => [
          [":sse-handshake"],
          [`id: ${i}-0`, `data:${hasSpace ? " " : ""}${JSON.stringify({ e: { message, executionArn: i } })}`],
        ]);
        const stream = blocks.map((lines) => `${lines.join(lineEnd)}${lineEnd}${lineEnd}`).join("");
        expect(await read(stream, sizes, messages.length)).toEqual(messages);
      },
    ),
    { numRuns: 30 },
  );
});

it("puts the data lines of one message together", async () => {
  const stream = 'data: {"e": {"executionArn": 1,\ndata: "message": "two lines"}}\n\n';
  expect(await read(stream, [3], 1)).toEqual(["two lines"]);
});
