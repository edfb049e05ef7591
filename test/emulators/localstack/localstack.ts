import { type Emulator, startEmulator } from "../emulator.ts";

/** LocalStack without Docker. It signs what it sends, and calls itself by exactly the address it is given. */
export function startLocalStack(): Promise<Emulator> {
  return startEmulator({
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
      EAGER_SERVICE_LOADING: "1",
      OVERRIDE_IN_DOCKER: "0",
      HOME: folder,
      TMPDIR: folder,
      LOCALSTACK_VOLUME_DIR: `${folder}/volume`,
      FILESYSTEM_ROOT: `${folder}/root`,
    }),
  });
}
