import { expect } from "chai";
import { openSideChannel, type SideMessage } from "../../../src/browser/call/side-channel.js";

describe("The side channel of a call", () => {
  it("is opened by both sides under one number, and carries what is understood, once it is open", () => {
    const sent: string[] = [];
    const made: unknown[] = [];
    const channel = {
      readyState: "connecting",
      send: (text: string) => void sent.push(text),
    } as unknown as RTCDataChannel;
    const createDataChannel = (...how: unknown[]): RTCDataChannel => {
      made.push(how);
      return channel;
    };
    const heard: (SideMessage | "open")[] = [];
    const tell = openSideChannel({ createDataChannel } as unknown as RTCPeerConnection, {
      open: () => void heard.push("open"),
      message: (message) => void heard.push(message),
    });
    tell({ step: "full" });
    Object.assign(channel, { readyState: "open" });
    channel.onopen!(new Event("open"));
    tell({ step: "audio", still: true });
    for (const said of [
      { commit: "a", nonce: "b", reveal: "c", step: "chat", still: false },
      { commit: 1, step: "everything", still: "yes", more: "x" },
    ])
      channel.onmessage!({ data: JSON.stringify(said) } as MessageEvent);
    for (const data of ["{", "null"]) channel.onmessage!({ data } as MessageEvent);
    expect(made).to.deep.equal([["side", { negotiated: true, id: 0 }]]);
    expect(sent).to.deep.equal(['{"step":"audio","still":true}']);
    expect(heard).to.deep.equal(["open", { commit: "a", nonce: "b", reveal: "c", step: "chat", still: false }, {}]);
  });
});
