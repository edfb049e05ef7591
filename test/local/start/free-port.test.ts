import { describe, expect, it } from "vitest";
import { onFreePort, onThatPort } from "../../../local/start/free-port.ts";
import { UsageError } from "../../../local/start/usage.ts";

const taken = () => Object.assign(new Error("taken"), { code: "EADDRINUSE" });
const forbidden = Object.assign(new Error("forbidden"), { code: "EACCES" });

function recorder() {
  const lines: string[] = [];
  return { lines, print: (text: string) => void lines.push(text) };
}

describe("onFreePort", () => {
  it("opens on the first free port, and says which ones are taken", async () => {
    const { lines, print } = recorder();
    const open = async (port: number) => {
      if (port < 4_102) throw taken();
      return port;
    };
    expect(await onFreePort(open, 4_100, print)).toBe(4_102);
    expect(lines).toEqual(["Port 4100 is taken; trying 4101", "Port 4101 is taken; trying 4102"]);
  });

  it.each([
    ["after twenty more", 3_000, "3000 to 3020"],
    ["at the last port there is", 65_534, "65534 to 65535"],
  ])("gives up %s", async (_, port, ports) => {
    const opening = onFreePort(() => Promise.reject(taken()), port, recorder().print);
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(ports);
  });

  it("leaves other errors as they are", async () => {
    const { lines, print } = recorder();
    await expect(onFreePort(() => Promise.reject(forbidden), 80, print)).rejects.toBe(forbidden);
    expect(lines).toEqual([]);
  });
});

describe("onThatPort", () => {
  it("opens there or nowhere, for a tunnel leads there", async () => {
    expect(await onThatPort(async (port) => port, 3_000)).toBe(3_000);
    await expect(onThatPort(() => Promise.reject(taken()), 3_000)).rejects.toThrow("Port 3000 is taken.");
    await expect(onThatPort(() => Promise.reject(forbidden), 80)).rejects.toBe(forbidden);
  });
});
