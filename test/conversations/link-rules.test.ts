import { expect } from "chai";
import { splitLinks } from "../../src/conversations/link-rules.js";

const hrefs = (text: string): (string | undefined)[] =>
  splitLinks(text)
    .filter(({ href }) => href)
    .map(({ href }) => href);

describe("Links in a message", () => {
  it("are found between words, and give the text back when put together", () => {
    const text = "See https://example.org/a?b=c#d\nand http://example.com:8080/x, please.";
    const parts = splitLinks(text);
    expect(parts.map((part) => part.text).join("")).to.equal(text);
    expect(hrefs(text)).to.deep.equal(["https://example.org/a?b=c#d", "http://example.com:8080/x"]);
  });

  it("end before what belongs to the sentence, not within their own brackets", () => {
    expect(hrefs("(https://example.org/a).")).to.deep.equal(["https://example.org/a"]);
    expect(hrefs("https://example.org/a_(b)")).to.deep.equal(["https://example.org/a_(b)"]);
    expect(hrefs("“https://example.org/a”!")).to.deep.equal(["https://example.org/a"]);
    expect(hrefs("Really https://example.org/a...?")).to.deep.equal(["https://example.org/a"]);
  });

  it("lead nowhere but to the web", () => {
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "file:///etc/passwd",
      "ftp://example.org",
      "www.example.org",
      "xhttps://example.org",
      "https://",
      "http://[",
      "mailto:a@example.org",
    ]) {
      expect(splitLinks(text), text).to.deep.equal([{ text }]);
    }
  });

  it("do not show one host and lead to another", () => {
    expect(hrefs("https://bank.example@evil.example/x")).to.deep.equal([]);
    expect(hrefs("https://bank.example:pass@evil.example/x")).to.deep.equal([]);
  });

  it("take no markup along", () => {
    expect(hrefs('https://example.org/"><img src=x onerror=alert(1)>')).to.deep.equal(["https://example.org/"]);
  });

  it("cost little, whatever is written", () => {
    expect(splitLinks("https://a".repeat(440)).length).to.be.lessThan(3);
    expect(splitLinks(`https://example.org/${")".repeat(3900)}`)[0]?.href).to.equal("https://example.org/");
    expect(splitLinks("")).to.deep.equal([{ text: "" }]);
  });
});
