import { expect } from "chai";
import { once } from "node:events";
import fsPromises from "node:fs/promises";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { mock } from "node:test";
import sharp from "sharp";
import { Unavailable } from "../../src/platform/errors.js";
import { Turns } from "../../src/platform/turns.js";
import { failure } from "../support/failure.js";
import { makeCounsellor, signedIn } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { soon } from "../support/soon.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const PATH = "/profile/verification/documents";
const BOUNDARY = "where one part ends";
const PDF = "%PDF-1.4\n%%EOF\n";

const field = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const fileStart = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n${PDF}`;
const end = `\r\n--${BOUNDARY}--\r\n`;

/** OWASP ASVS 5.0: 5.2.1, 5.2.4 and 5.2.6 (sizes), 15.1.3 and 15.2.2 (what takes time and resources). */
describe("What uploads can use up", () => {
  let site: TestSite;
  let ana: Reader;
  let token: string;

  before(async () => {
    site = await startTestSite();
    ana = await signedIn(site, await makeCounsellor());
    token = await ana.csrfToken(PATH);
  });
  after(() => site.stop());

  /** An upload of which the test sends one piece after the other. */
  function begin(reader: Reader, headers: Record<string, string> = {}) {
    const request = http.request(new URL(PATH, site.url), {
      method: "POST",
      headers: {
        "Content-Type": `multipart/form-data; boundary="${BOUNDARY}"`,
        cookie: reader.cookieHeader,
        ...headers,
      },
    });
    const answer = once(request, "response").then(([response]) => {
      (response as http.IncomingMessage).resume();
      return (response as http.IncomingMessage).statusCode;
    });
    answer.catch(() => undefined);
    return { request, answer };
  }

  async function whole(body: string, headers: Record<string, string> = {}): Promise<number | undefined> {
    const { request, answer } = begin(ana, headers);
    request.end(body);
    return soon("an answer", answer);
  }

  /** Resolves once the site opens a file. */
  async function nextOpenedFile(): Promise<void> {
    const { open } = fsPromises;
    await new Promise<void>((resolve) => {
      mock.method(fsPromises, "open", (...args: Parameters<typeof open>) => {
        resolve();
        return open(...args);
      });
      syncBuiltinESMExports();
    });
    mock.restoreAll();
    syncBuiltinESMExports();
  }

  it("is no place on the disk until the form token is right, in a field ahead of the file or in a header", async () => {
    const files = mock.method(fsPromises, "open");
    syncBuiltinESMExports();
    try {
      const purpose = field("purpose", "licence");
      expect(await whole(field("_csrf", "guessed") + purpose + fileStart + end)).to.equal(403);
      expect(await whole(purpose + fileStart + end, { "CSRF-Token": "guessed" })).to.equal(403);
      expect(await whole(purpose + fileStart + `\r\n${field("_csrf", token)}` + end), "behind the file").to.equal(403);
      expect(files.mock.callCount()).to.equal(0);
      expect(await whole(field("_csrf", token) + purpose + fileStart + end)).to.equal(303);
      expect(await whole(purpose + fileStart + end, { "CSRF-Token": token })).to.equal(303);
      expect(files.mock.callCount()).to.equal(2);
    } finally {
      files.mock.restore();
      syncBuiltinESMExports();
    }
  });

  it("is one place for each person: their next upload waits for the one before, and nobody else does", async () => {
    const start = field("_csrf", token) + field("purpose", "licence") + fileStart;
    const onDisk = nextOpenedFile();
    const first = begin(ana);
    first.request.write(start);
    await soon("the first upload to begin", onDisk);
    const next = begin(ana);
    let isAnswered = false;
    void next.answer.then(() => (isAnswered = true));
    next.request.end(start + end);

    const lee = await signedIn(site, await makeCounsellor());
    const other = begin(lee);
    other.request.end(field("_csrf", await lee.csrfToken(PATH)) + field("purpose", "licence") + fileStart + end);
    expect(await soon("an answer to someone else", other.answer)).to.equal(303);
    expect(isAnswered).to.equal(false);
    first.request.destroy();
    expect(await soon("an answer to the next one", next.answer)).to.equal(303);
  });

  it("is a turn of few at a time, for which others wait in line and not for ever", async () => {
    const turns = new Turns({ most: 2, each: 1, waitMs: 40, busyWords: "Please wait." });
    const [endKim, endLee] = [await turns.take("Kim"), await turns.take("Lee")];
    expect(await failure(turns.take("Mia"))).to.be.instanceOf(Unavailable);
    const order: string[] = [];
    const waiting = ["Kim", "Mia"].map((name) => turns.take(name).then(() => order.push(name)));
    endLee();
    endLee();
    await waiting[1];
    expect(order, "Kim has a turn already").to.deep.equal(["Mia"]);
    endKim();
    await waiting[0];
    expect(order).to.deep.equal(["Mia", "Kim"]);
  });

  it("is at most 25 million pixels of a picture", async () => {
    const large = sharp({ create: { width: 5001, height: 5000, channels: 3, background: "white" } });
    const body = new FormData();
    body.set("_csrf", token);
    body.set("purpose", "licence");
    body.set("file", new Blob([new Uint8Array(await large.png().toBuffer())]), "large.png");
    const refused = await ana.request(PATH, { method: "POST", body });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain("too many pixels");
  });

  it("is a plain page where a form cannot be read", async () => {
    const headers = { "CSRF-Token": token };
    const broken = [
      fileStart,
      `--${BOUNDARY}\r\nContent-Disposition: nothing\r\n\r\nx${end}`,
      `--${BOUNDARY}\r\nno header at all\r\n\r\nx${end}`,
      "no boundary anywhere",
    ];
    for (const body of broken) expect(await whole(body, headers), body).to.be.oneOf([400, 422]);
    for (const kind of ["multipart/form-data", "multipart/form-data; boundary="]) {
      expect(await whole(fileStart + end, { ...headers, "Content-Type": kind }), kind).to.be.oneOf([400, 422]);
    }
    expect(await whole(fileStart + end + fileStart + end, headers)).to.be.lessThan(500);
    const two = fileStart + "\r\n" + fileStart + end;
    expect(await whole(two, headers), "two files where one is taken").to.equal(413);
  });
});
