import { expect } from "chai";
import { cleanFileName } from "../../src/notes/note-rules.js";

describe("The name of an attachment", () => {
  it("keeps what people call their files", () => {
    expect(cleanFileName("Plan für Anna.pdf")).to.equal("Plan für Anna.pdf");
    expect(cleanFileName("計画.pdf")).to.equal("計画.pdf");
  });

  it("loses folders, quotes, line breaks and tricks with the direction of writing", () => {
    expect(cleanFileName("../../etc/passwd")).to.equal("passwd");
    expect(cleanFileName("C:\\plans\\a.pdf")).to.equal("a.pdf");
    expect(cleanFileName('a"\r\nSet-Cookie: x=1\r\n.pdf')).to.equal("aSet-Cookie x=1.pdf");
    expect(cleanFileName("plan\u202efdp.exe")).to.equal("planfdp.exe");
  });

  it("is never empty or endless", () => {
    expect(cleanFileName("///")).to.equal("Attachment");
    expect(cleanFileName("x".repeat(500)).length).to.equal(120);
  });
});
