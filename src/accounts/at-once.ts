import { Busy } from "../platform/errors.js";
import { networkOf } from "../platform/network-rules.js";

export const BUSY = "Many people are signing in right now. Please try again in a moment.";

/** The same number as may hash a password or wait to (`passwords`), so that no more reach the database either. */
const OF_ONE_NETWORK = 10;
const IN_ALL = 42;

/** The network of each attempt under way. */
const underWay: string[] = [];

/** Makes an attempt to sign in or to register for someone at this IP address. Throws Busy beyond ten of one network, or 42 in all. */
export async function amongFew<T>(address: string, attempt: () => Promise<T>): Promise<T> {
  const network = networkOf(address);
  const ofSame = underWay.filter((other) => other === network).length;
  if (ofSame >= OF_ONE_NETWORK || underWay.length >= IN_ALL) throw new Busy(BUSY);
  underWay.push(network);
  try {
    return await attempt();
  } finally {
    underWay.splice(underWay.indexOf(network), 1);
  }
}
