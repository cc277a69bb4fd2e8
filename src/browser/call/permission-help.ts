/** How to allow a camera or microphone in this browser; `what` names the device. */
export function permissionHelp(what: string, userAgent: string): string {
  return stepsFor(BROWSERS, what, userAgent);
}

/** How to allow the browser a camera or microphone in this device's settings; `what` names the device. */
export function systemHelp(what: string, userAgent: string): string {
  return stepsFor(SYSTEMS, what, userAgent);
}

interface Help {
  /** Tested against the user agent. */
  where: RegExp;
  steps: string;
}

function stepsFor(helps: Help[], what: string, userAgent: string): string {
  return helps.find((help) => help.where.test(userAgent))!.steps.replace("%", what);
}

/** The first match wins: most browsers claim to be several. */
const BROWSERS: Help[] = [
  {
    where: /CriOS|FxiOS|EdgiOS/,
    steps:
      "Open your phone's Settings, choose this browser in the list of apps, and allow %. Then come back and try again.",
  },
  {
    where: /iPhone|iPad/,
    steps:
      "Tap the button beside the address (AA or a small page), choose Website Settings, and allow %. Then try again.",
  },
  {
    where: /Firefox\/.*Mobile|Mobile.*Firefox\//,
    steps: "Tap the lock beside the address, and remove the block on %. Then try again.",
  },
  {
    where: /Firefox\//,
    steps: "Click the crossed-out icon beside the address, and remove “Blocked” for %. Then try again.",
  },
  {
    where: /Android/,
    steps: "Tap the icon left of the address, choose Permissions, and allow %. Then try again.",
  },
  {
    where: /Chrome\//,
    steps: "Click the icon left of the address, and switch on %. Then try again.",
  },
  {
    where: /Safari\//,
    steps: "Choose Safari in the menu bar, then Settings for this website, and allow %. Then try again.",
  },
  {
    where: /.*/,
    steps: "Open the permissions of this page beside the address, and allow %. Then try again.",
  },
];

const SYSTEMS: Help[] = [
  {
    where: /iPhone|iPad/,
    steps: "Open Settings, choose this browser in the list of apps, and allow %. Then come back and try again.",
  },
  {
    where: /Android/,
    steps: "Open your phone's Settings, choose Apps, this browser, then Permissions, and allow %. Then try again.",
  },
  {
    where: /Mac OS X/,
    steps:
      "Open System Settings, choose Privacy & Security, and allow % for this browser. Then restart the browser and try again.",
  },
  {
    where: /Windows/,
    steps: "Open Settings, choose Privacy & security, and allow % for desktop apps. Then try again.",
  },
  {
    where: /.*/,
    steps: "Open your system's privacy settings, and allow % for this browser. Then try again.",
  },
];
