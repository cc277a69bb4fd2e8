import { createHmac, randomUUID } from "node:crypto";
import type { IceServer, Meeting } from "../protocol/messages.js";
import type { Services } from "../services.js";

/** How long relay credentials are valid for new connections, in seconds. */
export const CREDENTIAL_SECONDS = 600;

/** The ICE servers for a call, with fresh credentials if there is a relay. They do not identify anyone. `isHidden`: by relay alone. */
export function meetingFor({ ice, clock }: Pick<Services, "ice" | "clock">, isHidden = ice.relayOnly): Meeting {
  const relays = ice.turn ? [relay(ice.turn, clock.now())] : [];
  return { iceServers: [...ice.servers, ...relays], relayOnly: isHidden };
}

/** coturn's `use-auth-secret`: the user name starts with the expiry in Unix seconds; the password is its HMAC-SHA1 in base64. */
function relay({ urls, secret }: { urls: string[]; secret: string }, now: Date): IceServer {
  const username = `${Math.floor(now.getTime() / 1000) + CREDENTIAL_SECONDS}:${randomUUID()}`;
  return { urls, username, credential: createHmac("sha1", secret).update(username).digest("base64") };
}
