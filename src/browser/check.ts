import { OwnMedia } from "./call/media.js";
import { DeviceCheck } from "./check/device-check.js";
import { find } from "./page/find.js";

const page = document.querySelector<HTMLElement>("[data-device-check]");
if (page) {
  find(document, "[data-script-missing]").remove();
  const media: OwnMedia = new OwnMedia(
    () => undefined,
    (words) => check.sayLost(words),
  );
  const check = new DeviceCheck(page, media);
}
