import { createHmac, randomUUID } from "node:crypto";
import type { IceServer, Meeting } from "../protocol/messages.js";
import type { Services } from "../services.js";

/** How long a relay takes new connections by the same credentials, in seconds. */
export const CREDENTIAL_SECONDS = 600;

/** How two browsers may meet now, with fresh credentials where there is a relay. They name nobody. */
export function meetingFor({ ice, clock }: Pick<Services, "ice" | "clock">): Meeting {
  const relays = ice.turn ? [relay(ice.turn, clock.now())] : [];
  return { iceServers: [...ice.servers, ...relays], relayOnly: ice.relayOnly };
}

/** coturn's `use-auth-secret`: the user name begins with the end in Unix seconds, the password is its HMAC-SHA1 in base64. */
function relay({ urls, secret }: { urls: string[]; secret: string }, now: Date): IceServer {
  const username = `${Math.floor(now.getTime() / 1000) + CREDENTIAL_SECONDS}:${randomUUID()}`;
  return { urls, username, credential: createHmac("sha1", secret).update(username).digest("base64") };
}
