import { type Emulator, startEmulator } from "../emulator.ts";

/** MiniStack with its policy evaluator on: every call is signed, and allowed by a policy of its caller. */
export function startMiniStack(): Promise<Emulator> {
  return startEmulator({
    name: "ministack",
    module: "ministack",
    health: "/_ministack/health",
    env: (port, folder) => ({
      AUTH: "true",
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "localhost",
      SERVICES: "sns,stepfunctions,iam,sts,s3",
      HOME: folder,
      TMPDIR: folder,
      // Without a Docker to ask for.
      DOCKER_HOST: `unix://${folder}/no-docker.sock`,
    }),
  });
}
