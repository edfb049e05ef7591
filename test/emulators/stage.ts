import { inject, vi } from "vitest";
import type { Credentials } from "../../common/aws/clients.ts";
import { startLocalPipedream } from "../../local/pipedream/host.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { type Boto, openBoto } from "./boto.ts";
import type { EmulatorName } from "./environment.ts";
import { loadSubject } from "./subject.ts";

/** A Pipedream beside an emulator, and a client that is not ours to look at the emulator with. */
export interface Stage {
  /** Where the emulator is. */
  readonly url: string;
  readonly boto: Boto;
  /** Deploys the file under test. `publicUrl` is where AWS is to send its messages, if not to the source itself. */
  deploy(props?: Record<string, unknown>, publicUrl?: string, port?: number): Promise<LocalSource>;
  close(): Promise<void>;
}

/** LocalStack takes any keys; to MiniStack these are the owner of the account. */
export const OWNER: Credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** Sets `AWS_ENDPOINT_URL`, which the SDK in the file under test reads. */
export async function openStage(emulator: EmulatorName): Promise<Stage> {
  const url = inject("emulators")[emulator];
  const boto = openBoto(emulator, url, OWNER);
  const pipedream = await startLocalPipedream();
  vi.stubEnv("AWS_ENDPOINT_URL", url);
  return {
    url,
    boto,
    async deploy(props = {}, publicUrl, port = 0) {
      const component = await loadSubject();
      const all = { aws: { $auth: OWNER }, region: "us-east-1", ...props };
      return pipedream.deploy({ component, props: all, port, ...(publicUrl && { publicUrl }) });
    },
    async close() {
      vi.unstubAllEnvs();
      await pipedream.close();
      boto.close();
    },
  };
}
