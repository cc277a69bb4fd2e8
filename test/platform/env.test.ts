import { expect } from "chai";
import { readEnv } from "../../src/platform/env.js";

const KEY = `first:${Buffer.alloc(32, 7).toString("base64")}`;
const production = {
  NODE_ENV: "production",
  MONGODB_URI: "mongodb://db.example.org/healspace",
  SITE_URL: "https://healspace.example.org",
  SESSION_SECRETS: "s".repeat(32),
  SEALING_KEYS: KEY,
  SMTP_URL: "none",
};

describe("The environment", () => {
  it("needs nothing to try HealSpace out", () => {
    expect(readEnv({})).to.deep.include({ NODE_ENV: "development", PORT: 3000, DATA_DIR: "./data", ICE_SERVERS: [] });
    expect(readEnv({ PORT: "", MONGODB_URI: "" }).PORT).to.equal(3000);
  });

  it("needs addresses and secrets in production", () => {
    expect(readEnv(production)).to.deep.include({ SESSION_SECRETS: ["s".repeat(32)], SEALING_KEYS: [KEY] });
    expect(() => readEnv({ NODE_ENV: "production" })).to.throw(
      /SMTP_URL[^]*MONGODB_URI[^]*SITE_URL[^]*SESSION_SECRETS[^]*SEALING_KEYS/,
    );
  });

  it("listens to this computer alone, and trusts no proxy, unless told to or in production", () => {
    expect(readEnv({})).to.deep.include({ HOST: "127.0.0.1", TRUSTED_PROXIES: 0 });
    expect(readEnv({ HOST: "0.0.0.0", TRUSTED_PROXIES: "2" })).to.deep.include({ HOST: "0.0.0.0", TRUSTED_PROXIES: 2 });
    expect(readEnv(production)).to.deep.include({ TRUSTED_PROXIES: 1 }).and.not.to.have.property("HOST");
    expect(() => readEnv({ ...production, TRUSTED_PROXIES: "0" })).to.throw(/TRUSTED_PROXIES is at least 1/);
  });

  it("takes several secrets, newest first", () => {
    const read = readEnv({ ...production, SESSION_SECRETS: `${"a".repeat(32)}, ${"b".repeat(40)}` });
    expect(read.SESSION_SECRETS).to.deep.equal(["a".repeat(32), "b".repeat(40)]);
  });

  it("names every bad variable at once, and never its value", () => {
    const bad = {
      PORT: "many",
      SEALING_KEYS: "first:tooshort",
      ICE_SERVERS: "{",
      LOG_LEVEL: "loud",
      SITE_URL: "here",
      CLOUDINARY_URL: "x",
    };
    const message = messageOf(() => readEnv(bad));
    for (const [name, value] of Object.entries(bad)) {
      expect(message).to.contain(name);
      if (value.length > 4) expect(message).not.to.contain(value);
    }
  });

  it("reads the sender with or without a name, and requires it where mail is sent", () => {
    const SMTP_URL = "smtp://name:secret@mail.example.org:587";
    const named = { name: "The Practice", address: "hello@example.org" };
    expect(readEnv({ SMTP_URL, MAIL_FROM: "The Practice <hello@example.org>" }).MAIL_FROM).to.deep.equal(named);
    expect(readEnv({ MAIL_FROM: "hello@example.org" }).MAIL_FROM).to.deep.include({ address: "hello@example.org" });
    expect(() => readEnv({ SMTP_URL })).to.throw(/MAIL_FROM/);
    expect(() => readEnv({ ...production, SMTP_URL })).to.throw(/MAIL_FROM/);
    expect(() => readEnv({ SMTP_URL: "mail.example.org", MAIL_FROM: "nobody" })).to.throw(/SMTP_URL[^]*MAIL_FROM/);
  });

  it("takes a relay only with both its addresses and its secret, and calls by relay alone only with a relay", () => {
    const relay = { TURN_URLS: "turn:a.example.org:3478, turns:a.example.org", TURN_SECRET: "a secret of coturn" };
    expect(readEnv({ ...relay, RELAY_ONLY: "true" })).to.deep.include({
      TURN_URLS: ["turn:a.example.org:3478", "turns:a.example.org"],
      RELAY_ONLY: true,
    });
    expect(messageOf(() => readEnv({ TURN_URLS: relay.TURN_URLS }))).to.contain("TURN_SECRET is needed");
    expect(messageOf(() => readEnv({ ...production, TURN_SECRET: relay.TURN_SECRET }))).to.contain(
      "TURN_URLS is needed",
    );
    expect(messageOf(() => readEnv({ ...relay, TURN_URLS: "a.example.org" }))).to.contain("TURN_URLS needs addresses");
    expect(messageOf(() => readEnv({ RELAY_ONLY: "true" }))).to.contain("RELAY_ONLY needs a relay");
    const listed = { RELAY_ONLY: "true", ICE_SERVERS: '[{"urls":"turn:b.example.org"}]' };
    expect(readEnv(listed).RELAY_ONLY).to.equal(true);
  });

  it("refuses http in production", () => {
    expect(() => readEnv({ ...production, SITE_URL: "http://healspace.example.org" })).to.throw(/SITE_URL/);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("This was expected to fail");
}
