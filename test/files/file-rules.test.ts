import { expect } from "chai";
import { cleanFileName as clean, pictureField } from "../../src/files/file-rules.js";

const cleanFileName = (name: string): string => clean(name, "application/pdf");

describe("The name of a file", () => {
  it("keeps what people call their files", () => {
    expect(cleanFileName("Plan für Anna.pdf")).to.equal("Plan für Anna.pdf");
    expect(cleanFileName("計画.pdf")).to.equal("計画.pdf");
    expect(cleanFileName(" plan.pdf ")).to.equal("plan.pdf");
  });

  it("loses folders, quotes, line breaks and tricks with the direction of writing", () => {
    expect(cleanFileName("../../etc/passwd")).to.equal("passwd.pdf");
    expect(cleanFileName("C:\\plans\\a.pdf")).to.equal("a.pdf");
    expect(cleanFileName('a"\r\nSet-Cookie: x=1\r\n.pdf')).to.equal("aSet-Cookie x=1.pdf");
    expect(cleanFileName("plan\u202efdp.exe")).to.equal("planfdp.exe.pdf");
  });

  it("is never empty or endless", () => {
    expect(cleanFileName("///")).to.equal("Attachment.pdf");
    expect(cleanFileName("x".repeat(500)).length).to.equal(124);
    expect(cleanFileName(`${"🙂".repeat(200)}.pdf`)).to.match(/^\p{Emoji}+\.pdf$/u);
  });

  it("ends as its content does", () => {
    expect(clean("photo.JPEG", "image/jpeg")).to.equal("photo.JPEG");
    expect(clean("run.exe", "image/png")).to.equal("run.exe.png");
    expect(clean("notes.md", "text/markdown"), "a kind that is no longer taken").to.equal("notes.md");
  });
});

describe("A field for pictures", () => {
  it("says which it takes, and how large they must be where that matters", () => {
    expect(pictureField().hint).to.equal("JPEG, PNG, WebP, AVIF or HEIC, up to 10 MB");
    expect(pictureField(200).hint).to.equal("JPEG, PNG, WebP, AVIF or HEIC, at least 200 by 200 pixels, up to 10 MB");
  });
});
