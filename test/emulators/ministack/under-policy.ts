import type { PolicyDocument } from "../../../local/aws/iam/policy.ts";
import { freePort } from "../emulator.ts";
import { type Life, lifeOf, SECRET } from "../life.ts";
import { openStage, type Stage } from "../stage.ts";
import { serveCertificate } from "./certificates.ts";
import { createSigningKey, type SigningRelay, startSigningRelay } from "./signing-relay.ts";
import { makeUser } from "./user.ts";

export interface RelayedLife extends Life {
  readonly relay: SigningRelay;
}

export interface MiniStackStage extends Stage {
  /** Activates a source with the keys of a new user under the policy; what MiniStack sends it is signed on its way. */
  begin(user: string, policy: PolicyDocument): Promise<RelayedLife>;
}

export async function openMiniStack(): Promise<MiniStackStage> {
  const stage = await openStage("ministack");
  const key = await createSigningKey();
  const certificateUrl = await serveCertificate(stage.boto, stage.url, key.certificate);
  const relays: SigningRelay[] = [];
  return {
    ...stage,
    async begin(user, policy) {
      const keys = await makeUser(stage.boto, user, policy);
      const port = await freePort();
      const relay = await startSigningRelay(key, certificateUrl, `http://127.0.0.1:${port}`);
      relays.push(relay);
      const source = await stage.deploy({ aws: { $auth: keys }, secret: SECRET }, relay.url, port);
      return { ...lifeOf(source, stage), relay };
    },
    async close() {
      await Promise.all(relays.map((relay) => relay.close()));
      await stage.close();
    },
  };
}
