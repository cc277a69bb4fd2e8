import { expect } from "chai";
import { problemWords } from "../../../src/browser/call/media-problem.js";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/123.0 Safari/537.36";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/123.0 Safari/537.36";
const MAC_SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15";
const LINUX_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0";
const ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/123.0 Mobile Safari/537.36";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1";

const BY_AGENT = "The request is not allowed by the user agent or the platform in the current context.";

/** What browsers report: where, the error's name, its message, and the words that must be said. */
const REPORTS: [string, string, string, string, RegExp][] = [
  ["Chrome", WINDOWS, "NotAllowedError", "Permission denied", /browser does not let this page.*left of the address/],
  ["Chrome", WINDOWS, "NotAllowedError", "Permission dismissed", /You closed.*choose Allow/],
  ["Chrome on Windows", WINDOWS, "NotAllowedError", "Permission denied by system", /Privacy & security/],
  ["Chrome on a Mac", MAC, "NotAllowedError", "Permission denied by system", /System Settings.*restart the browser/],
  ["Chrome on Android", ANDROID, "NotAllowedError", "Permission denied by system", /Apps.*Permissions/],
  ["a browser on an iPhone", IPHONE, "NotAllowedError", "Permission denied by system", /list of apps/],
  ["Firefox", LINUX_FIREFOX, "NotAllowedError", BY_AGENT, /crossed-out icon/],
  ["Safari", MAC_SAFARI, "NotAllowedError", BY_AGENT, /Safari in the menu bar/],
  ["Safari on an iPhone", IPHONE, "NotAllowedError", BY_AGENT, /Website Settings/],
  ["old Chrome", ANDROID, "PermissionDeniedError", "", /browser does not let this page/],
  ["Chrome", WINDOWS, "NotFoundError", "Requested device not found", /^No camera was found/],
  ["Firefox", LINUX_FIREFOX, "NotFoundError", "The object can not be found here.", /^No camera was found/],
  ["old Chrome", ANDROID, "DevicesNotFoundError", "", /^No camera was found/],
  ["Safari", MAC_SAFARI, "OverconstrainedError", "Invalid constraint", /^No camera was found/],
  ["old Chrome", ANDROID, "ConstraintNotSatisfiedError", "", /^No camera was found/],
  ["Chrome", WINDOWS, "NotReadableError", "Could not start video source", /in use by another program/],
  ["Chrome", WINDOWS, "NotReadableError", "Device in use", /in use by another program/],
  ["old Chrome", ANDROID, "TrackStartError", "", /in use by another program/],
  ["Firefox", LINUX_FIREFOX, "AbortError", "Starting videoinput failed", /did not start.*Close other programs/],
  ["Chrome", WINDOWS, "AbortError", "Timeout starting video source", /did not start.*Close other programs/],
  ["Firefox", LINUX_FIREFOX, "SecurityError", "", /A setting of this browser blocks every camera/],
  ["a page without https", WINDOWS, "TypeError", "navigator.mediaDevices is undefined", /begins with https/],
  ["Safari", IPHONE, "InvalidStateError", "The object is in an invalid state.", /could not be opened. Reload/],
];

describe("What is said when a device does not open", () => {
  for (const [where, agent, name, message, words] of REPORTS) {
    it(`fits ${name} “${message}” in ${where}`, () => {
      expect(problemWords("camera", name, message, agent)).to.match(words);
    });
  }
});
