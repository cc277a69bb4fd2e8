import { expect } from "chai";
import { protectSound } from "../../../src/browser/call/opus.js";

describe("Protecting sound", () => {
  it("asks for error correction and for silence without packets, and keeps the rest", () => {
    const sdp =
      "m=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;usedtx=0\r\na=rtpmap:8 PCMA/8000\r\n";
    expect(protectSound(sdp)).to.equal(
      "m=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\na=rtpmap:8 PCMA/8000\r\n",
    );
    expect(protectSound(protectSound(sdp))).to.equal(protectSound(sdp));
  });

  it("adds missing parameters, and leaves a description without Opus alone", () => {
    expect(protectSound("a=rtpmap:96 opus/48000/2\r\nx\r\n")).to.equal(
      "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1;usedtx=1\r\nx\r\n",
    );
    expect(protectSound("a=rtpmap:8 PCMA/8000\r\n")).to.equal("a=rtpmap:8 PCMA/8000\r\n");
  });
});
