import { build } from "esbuild";
import type { Page } from "playwright-core";
import { sharedBrowser } from "./browser.js";

/** What a page of `openParts` has besides the parts. */
declare global {
  /** Waits until this holds. Throws if it never does. */
  function until(holds: () => unknown): Promise<void>;
  /** What was done, in order: the tests write it, and the socket what was sent over it. */
  var log: string[];
  /** Plays the site's socket, which can be sent over while it is open. */
  var socket: { isOpen: boolean };
  /** Lets the page hear this over the socket. */
  function hears(name: string, message?: object): void;
}

const ORIGIN = "https://parts.example";

/**
 * Opens a page with this HTML on which the exports of some files of src/browser lie in `parts`: a real browser, but no site. What the
 * page requests is answered with 404 unless the test answers it first. Its clock stands still until the test moves it.
 */
export async function openParts(files: string[], html: string): Promise<Page> {
  const script = await bundle(files.map((file) => `export * from "./src/browser/${file}.js";`).join("\n"));
  const context = await (await sharedBrowser()).newContext({ baseURL: ORIGIN });
  await context.route("**/*", (route) => route.fulfill({ status: 404 }));
  await context.route(`${ORIGIN}/`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  const page = await context.newPage();
  await page.clock.install({ time: new Date("2027-01-04T10:00:00Z") });
  await page.addInitScript(`${prepare}${script}globalThis.parts = parts;`);
  await page.goto("/");
  await page.clock.pauseAt(new Date("2027-01-04T11:00:00Z"));
  return page;
}

/** Runs a page's own script, one of those in src/browser itself, on the page that is open. */
export async function runScript(page: Page, name: string): Promise<void> {
  await page.addScriptTag({ content: await bundle(`import "./src/browser/${name}.js";`) });
}

async function bundle(contents: string): Promise<string> {
  const stdin = { contents, resolveDir: process.cwd(), loader: "ts" as const };
  const built = await build({ stdin, bundle: true, format: "iife", globalName: "parts", write: false });
  return built.outputFiles[0]!.text;
}

/** Runs in the page. The tests' compiler names functions by `__name`. */
const prepare = `
  globalThis.__name = (made) => made;
  globalThis.log = [];
  const heard = new Map();
  globalThis.hears = (name, message = {}) => (heard.get(name) ?? []).forEach((hear) => hear(message));
  globalThis.socket = {
    isOpen: true,
    on: (name, hear) => void heard.set(name, [...(heard.get(name) ?? []), hear]),
    send({ type, ...rest }) {
      log.push([type, ...Object.values(rest)].join(" "));
      return this.isOpen;
    },
    signOut: (why) => void log.push("signed out: " + why),
    close: () => void log.push("closed"),
  };
  globalThis.until = async (holds) => {
    for (let turns = 0; !holds(); turns += 1) {
      if (turns > 200000) throw new Error("It never came to hold: " + holds);
      await new Promise((go) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = go;
        channel.port2.postMessage(null);
      });
    }
  };`;
