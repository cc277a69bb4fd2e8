import { PASSWORD } from "./people.js";
import type { Page, Reader } from "./reader.js";
import type { TestSite } from "./test-site.js";

/** Registers by the form; the address waits to be confirmed. */
export async function register(
  site: TestSite,
  fields: { email: string; name?: string; as?: "counsellor" },
): Promise<Reader> {
  const reader = site.newReader();
  const form = await reader.get(fields.as ? "/register?as=counsellor" : "/register");
  const entered = { name: "Kim Lee", password: PASSWORD, zone: "Europe/Berlin", ...fields };
  await reader.submit(form, "form[action='/register']", entered);
  return reader;
}

/** The code that a trial site shows on the page where it is to be entered. */
export function codeOn(page: Page): string {
  return /here is the code: (\d{6})/.exec(page.text)?.[1] ?? "no code";
}

/** Confirms the address of someone who has just registered. */
export async function confirmEmail(reader: Reader): Promise<Page> {
  const page = await reader.get("/confirm-email");
  return reader.submit(page, "form[action='/confirm-email']", { code: codeOn(page) });
}
