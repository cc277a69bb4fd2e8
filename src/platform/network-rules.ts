import ipaddr from "ipaddr.js";

const BYTES = { ipv4: 3, ipv6: 8 } as const;

/**
 * The network that an IP address belongs to, as limits count: the /24 of IPv4, the /64 of IPv6, which is what one household or
 * server is given (RFC 6177). What is no address is its own network.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const plain = ipaddr.process(address);
  return Buffer.from(plain.toByteArray().slice(0, BYTES[plain.kind()])).toString("hex");
}
