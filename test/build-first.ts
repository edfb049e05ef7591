import { buildDist } from "../build/dist.ts";

/** Lives run on the built files, so that these are never older than what is tested. `deploy/` is left to `npm run build`. */
export default buildDist;
