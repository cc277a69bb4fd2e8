import { expect } from "chai";
import type { Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { fill, press } from "../support/keyboard.js";
import { makeAccount, makeCounsellor, type TestPerson } from "../support/people.js";
import { LICENCE, PDF } from "../support/verification.js";

describe("From a licence to the search", () => {
  let site: BrowserSite;
  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());

  const pageOf = async (as: TestPerson): Promise<Page> =>
    (await site.newContext({ as, width: 320, javaScript: false })).newPage();

  it("by keyboard at 320 px, without JavaScript", async () => {
    const approach = "I listen first. Then we look together at what has helped before, and at what could help now.";
    const person = await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno", published: false, approach });
    const counsellor = await pageOf(person);
    await counsellor.goto("/profile/verification");
    await fill(counsellor, "Who issued it", LICENCE.body);
    await fill(counsellor, "Number", LICENCE.number);
    await counsellor.getByLabel("Country").selectOption(LICENCE.country);
    await press(counsellor, "Save licence");
    await counsellor.getByText("The details of your licence are saved").waitFor();
    for (const purpose of ["Licence or registration", "Identity (passport or identity card)"]) {
      await counsellor.getByLabel(purpose).check();
      await counsellor.getByLabel("File").setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: PDF });
      await press(counsellor, "Add document");
      await counsellor.locator("li").getByText(purpose).waitFor();
    }
    await press(counsellor, "Ask for verification");
    await counsellor.getByText("We are checking what you submitted").waitFor();

    const admin = await pageOf(await makeAccount("admin"));
    await admin.goto("/admin");
    await press(admin, "Awaiting verification: 1");
    await admin.waitForURL("**/admin/counsellors");
    await press(admin, "Ana Moreno");
    await admin.waitForURL(`**/admin/counsellors/${person.id}`);
    const [download] = await Promise.all([admin.waitForEvent("download"), press(admin, "Open a.pdf")]);
    expect(download.suggestedFilename()).to.equal("a.pdf");
    expect(await admin.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(320);
    await press(admin, "Verify");
    await admin.getByText("Nobody is waiting to be verified").waitFor();
    await counsellor.goto("/counsellors/ana-moreno");
    await counsellor.getByText(`licence ${LICENCE.number} with ${LICENCE.body}`).waitFor();
  }).timeout(120_000);
});
