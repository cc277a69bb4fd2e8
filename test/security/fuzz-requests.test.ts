import { expect } from "chai";
import { allRoutes, type Route } from "../support/routes.js";
import { Random } from "../support/random.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";
import type { Reader } from "../support/reader.js";
import { findForms, type FoundForm } from "./fuzz/find-forms.js";
import { inParallel } from "./fuzz/in-parallel.js";
import { heapAfterCollecting } from "./fuzz/heap.js";
import { startPractice, type Practice } from "./fuzz/practice.js";
import { isForged, randomRequest } from "./fuzz/random-request.js";
import type { RawRequest, Sender } from "./fuzz/random-request.js";
import { ENTERED, INSIDE, RandomValues, SCRIPTS } from "./fuzz/random-values.js";
import { RequestSender, sendBytes, type Answer } from "./fuzz/send-request.js";

const { requests } = TRIALS.fuzz;
/** No page may stand in a frame, but the viewer of PDFs in one of this site's, and that has no origin. */
const FRAMED = /frame-ancestors 'none'|^sandbox allow-scripts; .*frame-ancestors 'self'$/;
/** After this many, everything is as it was at first: what is cancelled or suspended would hide what lies behind it. */
const ROUND = 250;
/** What caches may hold more than after the first round, once nothing is under way. */
const MOST_LEFT_BYTES = 24 * 1024 * 1024;

/** OWASP ASVS 5.0: 1.2.1, 1.3.3, 2.2.1, 3.4.3, 3.4.4, 3.7.2, 4.1.1, 4.2.1, 15.3.6, 16.2.5, 16.4.1, 16.5.1 and 16.5.3. */
describe(`Random requests (seed ${SEED})`, function () {
  this.timeout(TRIAL_MS);
  let practice: Practice;
  let sender: RequestSender;
  let routes: Route[];
  before(async () => {
    practice = await startPractice();
    routes = allRoutes(practice.site.services);
    sender = new RequestSender(practice.site.url);
  });
  after(async () => {
    sender.stop();
    await practice.site.stop();
  });

  it(`never break the site or show its inside: ${requests} over all routes, as everyone`, async () => {
    const random = new Random(SEED);
    const values = new RandomValues(random);
    const [visitor, client, counsellor, , , admin] = await practice.signIn();
    const found = await findForms(practice, routes, [visitor!, client!, counsellor!, admin!]);
    // Strangers send the forms of a client or counsellor whose records those are about.
    const forms = [0, 1, 2, 1, 2, 3].map((i) => found[i]!);
    const statuses: Record<number, number> = {};
    let heapBefore = 0;
    for (let done = 0; done < requests; done += ROUND) {
      await practice.restore();
      const senders = await Promise.all((await practice.signIn()).map((reader, i) => senderOf(reader, forms[i]!)));
      const round = Array.from({ length: Math.min(ROUND, requests - done) }, () =>
        randomRequest(values, random.pick(senders), { routes, names: practice.names }),
      );
      await inParallel(round, async (request) => {
        const answer = await sender.send(request);
        if (answer) statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        check(request, answer);
      });
      if (done === 0) heapBefore = heapAfterCollecting();
    }
    expect(statuses[200], "pages were reached").to.be.greaterThan(requests / 20);
    expect(statuses[422], "forms were read").to.be.greaterThan(requests / 100);
    expect(statuses[303], "forms were taken").to.be.greaterThan(requests / 100);
    expect(practice.lines.filter((line) => isRevealing(line))).to.deep.equal([]);
    expect(heapAfterCollecting() - heapBefore, "bytes left behind").to.be.lessThan(MOST_LEFT_BYTES);
    expect((await practice.site.newReader().get("/")).status).to.equal(200);
  });

  it("that are no HTTP, or two requests in one, are refused and never read as a second request", async () => {
    const values = new RandomValues(new Random(SEED));
    const host = `Host: ${new URL(practice.site.url).host}`;
    const hidden = `GET /healthz HTTP/1.1\r\n${host}\r\n\r\n`;
    const post = (...lines: string[]): string => ["POST /sign-in HTTP/1.1", host, ...lines, "", ""].join("\r\n");
    const all = [
      post("Content-Length: 5", "Transfer-Encoding: chunked") + `0\r\n\r\n${hidden}`,
      post("Content-Length: 5", "Content-Length: 6") + `aaaaa${hidden}`,
      post("Content-Length: -1") + hidden,
      post("Content-Length: +5") + `aaaaa${hidden}`,
      post("Content-Length: 5, 5") + `aaaaa${hidden}`,
      post("Transfer-Encoding: chunked, identity") + `0\r\n\r\n${hidden}`,
      post("Transfer-Encoding : chunked") + `0\r\n\r\n${hidden}`,
      post("Transfer-Encoding: xchunked") + `0\r\n\r\n${hidden}`,
      post("Transfer-Encoding: chunked") + `5;\nx\r\nhello\r\n0\r\n\r\n${hidden}`,
      post("Transfer-Encoding: chunked") + `-1\r\n${hidden}`,
      post(" Content-Length: 5") + `aaaaa${hidden}`,
      post(`X: ${"x".repeat(20_000)}`) + hidden,
      `GET / HTTP/1.1\r\n\r\n${hidden}`,
      `GET / HTTP/9.9\r\n${host}\r\n\r\n${hidden}`,
      `GET /\n\nHTTP/1.1\r\n${host}\r\n\r\n${hidden}`,
      `\u0000${hidden}`,
    ];
    const answers = await Promise.all(all.map((bytes) => sendBytes(practice.site.url, Buffer.from(bytes, "latin1"))));
    for (const [i, answer] of answers.entries())
      expect(answer, all[i])
        .to.match(/^(HTTP\/1\.1 4\d\d [^]*)?$/)
        .and.not.contain(" 200 OK");
    const noise = Array.from({ length: 100 }, () => values.bytes(200));
    for (const answer of await Promise.all(noise.map((bytes) => sendBytes(practice.site.url, bytes))))
      expect(answer, `seed ${SEED}`).to.match(/^(HTTP\/1\.1 400 [^]*)?$/);
  });

  async function senderOf(reader: Reader, forms: FoundForm[]): Promise<Sender> {
    const page = await reader.get("/account");
    const token = page.document.querySelector("input[name=_csrf]")?.getAttribute("value") ?? "";
    return { reader, token, forms };
  }

  function check(request: RawRequest, answer: Answer | null): void {
    const head = `${request.method} ${request.path.slice(0, 200)} ${JSON.stringify(request.headers).slice(0, 900)}`;
    const what = `seed ${SEED}: ${head}\n${request.body.toString("latin1").slice(0, 500)}\n`;
    const failed = practice.lines.filter((line) => line.includes('"a request failed"'));
    expect(failed.join("").slice(0, 3000), what).to.equal("");
    if (!answer) return;
    const { status, headers, body } = answer;
    const isBusy = status === 503 && headers["retry-after"] !== undefined;
    expect(status < 500 || isBusy, `${what}answered ${status}`).to.equal(true);
    expect(isForged(headers), what).to.equal(false);
    const location = headers.location ?? headers["hx-redirect"] ?? "/";
    expect(location, what).to.match(/^\/(?![/\\])/);
    if (headers["content-encoding"]) return;
    expect(INSIDE.exec(body)?.[0], what).to.equal(undefined);
    if (!(headers["content-type"] ?? "").startsWith("text/html")) return;
    expect(headers["content-type"], what).to.equal("text/html; charset=utf-8");
    expect(headers["x-content-type-options"], what).to.equal("nosniff");
    expect(headers["content-security-policy"], what).to.match(FRAMED);
    for (const script of SCRIPTS) expect(body.includes(script), `${what}shows ${script}`).to.equal(false);
  }

  const isRevealing = (line: string): boolean =>
    line.includes(ENTERED) || Object.values(practice.people).some(({ email }) => line.includes(email));
});
