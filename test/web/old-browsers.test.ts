import { expect } from "chai";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { makeClient, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const build = path.resolve(import.meta.dirname, "../../public/build");
const styles = readdirSync(build).filter((file) => file.endsWith(".css"));

describe("A browser of 2021", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("gets styles without cascade layers, which it would drop whole", () => {
    expect(styles.filter((file) => !file.startsWith("accent-"))).to.have.length(4);
    for (const file of styles) {
      const text = readFileSync(path.join(build, file), "utf8");
      expect(text, file).to.not.match(/@layer|@import|inset:/);
      expect(text.length, file).to.be.greaterThan(200);
    }
  });

  it("lets later layers win over earlier ones, whatever their selectors weigh", () => {
    const app = readFileSync(
      path.join(
        build,
        styles.find((file) => file.startsWith("app."))!,
      ),
      "utf8",
    );
    const weight = (selector: string): number =>
      app.match(new RegExp(`${selector}((:not\\(#\\\\#\\))*)[,{]`))![1]!.length;
    const [base, component] = [weight("a:hover"), weight("\\.button")];
    expect(component).to.be.greaterThan(base);
  });

  it("draws icons at their size even before any style is there", async () => {
    const reader = await signedIn(site, await makeClient());
    const icons = (await reader.get("/appointments")).document.querySelectorAll("svg.icon, .brand svg");
    expect(icons).to.not.be.empty;
    for (const icon of icons) expect(icon.attributes).to.include.keys("width", "height");
  });
});
