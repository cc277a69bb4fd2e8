import { expect } from "chai";
import { networkOf } from "../../src/platform/network-rules.js";

describe("The network of an IP address", () => {
  for (const [one, other] of [
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"],
    ["192.0.2.1", "192.0.2.254"],
    ["::ffff:192.0.2.1", "192.0.2.7"],
  ] as const) {
    it(`is the same for ${one} and ${other}`, () => expect(networkOf(one)).to.equal(networkOf(other)));
  }

  for (const [one, other] of [
    ["2001:db8:1:2::1", "2001:db8:1:3::1"],
    ["192.0.2.1", "192.0.3.1"],
    ["::1", "127.0.0.1"],
  ] as const) {
    it(`differs for ${one} and ${other}`, () => expect(networkOf(one)).not.to.equal(networkOf(other)));
  }

  it("is the text itself where that is no address", () => expect(networkOf("nowhere")).to.equal("nowhere"));
});
