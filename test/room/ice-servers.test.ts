import { expect } from "chai";
import { createHmac } from "node:crypto";
import { meetingFor } from "../../src/room/ice-servers.js";

const turn = { urls: ["turn:turn.example.org:3478"], secret: "a secret of coturn" };
const stun = { urls: "stun:stun.example.org" };

describe("How two browsers may meet", () => {
  const clock = { now: () => new Date("2026-11-23T09:00:00Z") };

  it("names no server that the host did not name", () => {
    expect(meetingFor({ clock, ice: { servers: [], relayOnly: false } })).to.deep.equal({
      iceServers: [],
      relayOnly: false,
    });
  });

  it("gives a relay's credentials ten minutes, signed as coturn checks them, other ones each time", () => {
    const ice = { servers: [stun], turn, relayOnly: true };
    const [first, second] = [meetingFor({ clock, ice }), meetingFor({ clock, ice })];
    expect(first.relayOnly).to.equal(true);
    expect(first.iceServers[0]).to.deep.equal(stun);
    const { urls, username = "", credential } = first.iceServers[1]!;
    expect(urls).to.deep.equal(turn.urls);
    expect(Number(username.split(":")[0]) * 1000).to.equal(Date.parse("2026-11-23T09:10:00Z"));
    expect(credential).to.equal(createHmac("sha1", turn.secret).update(username).digest("base64"));
    expect(second.iceServers[1]!.username).to.not.equal(username);
  });
});
