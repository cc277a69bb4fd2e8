import type { Signal } from "../protocol/messages.js";

/** How someone's browser is reached in calls: straight from the other one's, or by relay alone in this call or in all. */
export type AddressChoice = "direct" | "call" | "always";

export const ADDRESS_CHOICES: Record<AddressChoice, string> = {
  direct: "Connect directly",
  call: "Hide my address in this call",
  always: "Hide my address in all my calls",
};

/** Says in one line who can see whose network address. */
export function addressWords(way: { otherName: string; isRelayed: boolean; hasRelay: boolean }): string {
  const { otherName: name } = way;
  if (!way.isRelayed) return `By audio or video, ${name} can see your network address. By text they can't.`;
  if (way.hasRelay)
    return `Audio and video go through a relay, so you and ${name} can't see each other's network address.`;
  return "One of you hides their network address, which needs a relay. This site has none, so only text works.";
}

/**
 * A signal as it may pass where addresses are hidden: with the relay's candidates alone (RFC 8839, section 5.1), without the related
 * address that those may name. Null when nothing is left of it.
 */
export function withoutAddresses(signal: Signal): Signal | null {
  const { description, candidate, ...rest } = signal;
  if (candidate && !isPassed(candidate.candidate)) return null;
  return {
    ...rest,
    ...(description && { description: { ...description, sdp: hideInSdp(description.sdp) } }),
    ...(candidate && { candidate: { ...candidate, candidate: hideRelated(candidate.candidate) } }),
  };
}

/** An empty one says that there are no more. */
const isPassed = (candidate: string): boolean => candidate === "" || / typ relay( |$)/.test(candidate);

function hideInSdp(sdp: string): string {
  const lines = sdp.split(/\r?\n/).filter((line) => !line.startsWith("a=candidate:") || isPassed(line));
  return lines.map((line) => hideRelated(line.replace(DEFAULT_ADDRESS, "$1IN IP4 0.0.0.0"))).join("\r\n");
}

/** Browsers that use ICE ignore this address (RFC 8829, section 5.2.1). */
const DEFAULT_ADDRESS = /^(c=|a=rtcp:\d+ )IN IP[46] \S+/;

const hideRelated = (candidate: string): string => candidate.replace(/ raddr \S+ rport \d+/, " raddr 0.0.0.0 rport 0");
