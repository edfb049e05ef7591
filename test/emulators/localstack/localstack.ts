import { openBoto } from "../boto.ts";
import { type Emulator, startEmulator } from "../emulator.ts";

/** LocalStack without Docker. It signs what it sends, and calls itself by exactly the address it is given. */
export async function startLocalStack(): Promise<Emulator> {
  const emulator = await startEmulator({
    name: "localstack",
    module: "localstack.runtime.main",
    health: "/_localstack/health",
    env: (port, folder) => ({
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      LOCALSTACK_HOST: `localhost:${port}`,
      SERVICES: "sns,stepfunctions,iam,sts,logs,events",
      // It compares the times of tasks with local time.
      TZ: "UTC",
      // Nothing leaves this machine: no usage reports, no certificate from elsewhere, no DNS server.
      DISABLE_EVENTS: "1",
      SKIP_SSL_CERT_DOWNLOAD: "1",
      DNS_ADDRESS: "0",
      GATEWAY_SERVER: "hypercorn",
      OVERRIDE_IN_DOCKER: "0",
      HOME: folder,
      TMPDIR: folder,
      LOCALSTACK_VOLUME_DIR: `${folder}/volume`,
      FILESYSTEM_ROOT: `${folder}/root`,
    }),
  });
  try {
    await loadServices(emulator.url);
    return emulator;
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

/** It loads a service at its first call, which on a busy machine takes longer than the SDK waits. */
async function loadServices(url: string): Promise<void> {
  const boto = openBoto("localstack", url, { accessKeyId: "test", secretAccessKey: "test" });
  try {
    await boto.call("sns", "list_topics");
    await boto.call("iam", "list_roles");
    await boto.call("stepfunctions", "list_state_machines");
  } finally {
    boto.close();
  }
}
