/** What to do in this browser when it keeps a camera or microphone from the page; `what` names them. */
export function permissionHelp(what: string, userAgent: string): string {
  return HELP.find((help) => help.browser.test(userAgent))!.steps.replace("%", what);
}

/** The first that fits counts: most browsers claim to be several. */
const HELP: { browser: RegExp; steps: string }[] = [
  {
    browser: /CriOS|FxiOS|EdgiOS/,
    steps:
      "Open your phone's Settings, choose this browser in the list of apps, and allow %. Then come back and try again.",
  },
  {
    browser: /iPhone|iPad/,
    steps:
      "Touch the button beside the address (AA or a small page), choose Website Settings, and allow %. Then try again.",
  },
  {
    browser: /Firefox\/.*Mobile|Mobile.*Firefox\//,
    steps: "Touch the lock beside the address, and take away the block for %. Then try again.",
  },
  {
    browser: /Firefox\//,
    steps: "Click the crossed-out picture beside the address, and take away “Blocked” for %. Then try again.",
  },
  {
    browser: /Android/,
    steps: "Touch the picture left of the address, choose Permissions, and allow %. Then try again.",
  },
  {
    browser: /Chrome\//,
    steps: "Click the picture left of the address, and switch on %. Then try again.",
  },
  {
    browser: /Safari\//,
    steps: "Choose Safari in the menu bar, then Settings for this website, and allow %. Then try again.",
  },
  {
    browser: /.*/,
    steps: "Open the permissions of this page beside the address, and allow %. Then try again.",
  },
];
