import { expect } from "chai";
import { mock } from "node:test";
import { maySubmit, postFields, postForm } from "../../../src/browser/page/post-form.js";
import type { Refused } from "../../../src/browser/page/request.js";

type Answer = { status?: number; body: object };

describe("A form that a script sends", () => {
  let asked: { path: string; token: string | null }[];
  let bodies: unknown[];
  let answers: Answer[];
  let fields: { value: string }[];

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    [asked, bodies, answers, fields] = [[], [], [], [{ value: "old" }, { value: "old" }]];
    mock.method(globalThis, "fetch", (path: string, { body }: RequestInit) => {
      bodies.push(body);
      asked.push({ path, token: (body as URLSearchParams | undefined)?.get("_csrf") ?? null });
      const { status = 200, body: answer } = answers.shift()!;
      return Promise.resolve(Response.json(answer, { status }));
    });
    const document = {
      querySelector: () => ({ dataset: { signOut: "kim" } }),
      querySelectorAll: () => fields,
    };
    Object.defineProperty(globalThis, "document", { value: document, configurable: true });
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "document");
    mock.restoreAll();
    mock.timers.reset();
  });

  const refusal = (code: string): Answer => ({ status: 403, body: { code, message: "No" } });
  const send = (): Promise<object> => postFields("/messages", new URLSearchParams({ _csrf: "old", text: "Hello" }));

  it("renews a token of an earlier login session in every form of the page, and is sent once more", async () => {
    answers = [refusal("forbidden"), { body: { count: 0, token: "new" } }, { body: { seq: 1 } }];
    expect(await send()).to.deep.equal({ seq: 1 });
    expect(asked).to.deep.equal([
      { path: "/messages", token: "old" },
      { path: "/conversations/unread?reader=kim", token: null },
      { path: "/messages", token: "new" },
    ]);
    expect(fields).to.deep.equal([{ value: "new" }, { value: "new" }]);
  });

  it("is given up when it is refused again, or for another reason, or when someone else has signed in", async () => {
    const refused = (code: string, ...rest: Answer[]): Promise<unknown> => {
      answers = [refusal(code), ...rest];
      return send().catch((error: unknown) => (error as Refused).code);
    };
    expect(await refused("conflict")).to.equal("conflict");
    expect(asked).to.have.length(1);
    expect(await refused("forbidden", { body: { token: "new" } }, refusal("forbidden"))).to.equal("forbidden");
    expect(asked).to.have.length(4);
    expect(await refused("forbidden", refusal("other-account"))).to.equal("other-account");
    expect(asked).to.have.length(6);
  });

  it("goes as the form would send it: with files in parts, otherwise as one line", async () => {
    answers = [{ body: { seq: 1 } }, { body: { seq: 2 } }];
    for (const enctype of ["application/x-www-form-urlencoded", "multipart/form-data"]) {
      const fields = new FormData();
      fields.set("text", "Hello");
      await postForm({ enctype, action: "/messages" } as HTMLFormElement, fields);
    }
    expect(bodies[0]).to.be.instanceOf(URLSearchParams);
    expect(String(bodies[0])).to.equal("text=Hello");
    expect(bodies[1]).to.be.instanceOf(FormData);
  });

  it("may go by itself after signing out while nobody else has signed in", async () => {
    answers = [{ body: { token: "new" } }, refusal("signed-out"), refusal("other-account"), refusal("unavailable")];
    expect([await maySubmit(), await maySubmit(), await maySubmit(), await maySubmit()]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});
