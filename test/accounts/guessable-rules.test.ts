import { expect } from "chai";
import { guessable } from "../../src/accounts/guessable-rules.js";

const OWN = ["Mia Winter", "mia.winter@example.org", "Quiet Room", "HealSpace"];

describe("A new password", () => {
  for (const [password, why] of [
    ["password123", "one of the first"],
    ["letmein1234", "one of the first"],
    ["iloveyou12", "one of the first"],
    ["1234567890", "one of the first"],
    ["abcdefghijkl", "Runs of letters"],
    ["9876543210", "Runs of letters"],
    ["aaaaaaaaaaaa", "Repeated characters"],
    ["passwordpassword", "Repeated characters"],
    ["密码密码密码密码密码", "Repeated characters"],
    ["miawinter1990", "leave out your name"],
    ["W1nter-Mia", "leave out your name"],
    ["mia.winter@example.org", "leave out your name"],
    ["healspace2026", "this site's name"],
    ["quietroom01", "this site's name"],
  ] as const) {
    it(`is refused as "${password}", with a sentence that helps`, () => {
      expect(guessable(password, OWN)).to.contain(why).and.to.contain("Four unrelated words");
    });
  }

  for (const password of [
    "correct horse battery",
    "ein stiller Nachmittag",
    "тихая комната у моря",
    "静かな部屋で話しましょうか",
    "xk29dk20sl",
    "🌧️🪵🐢🎻🥐🧵🗝️🌶️🛶🎈",
  ]) {
    it(`is accepted as "${password}"`, () => {
      expect(guessable(password, OWN)).to.equal(null);
    });
  }

  it("is judged by its beginning when it is long", () => {
    expect(guessable("aB3$xY".repeat(200), OWN)).to.contain("Repeated characters");
  });
});
