import { checkRelay } from "./setup/relay-check.js";

const form = document.querySelector<HTMLFormElement>("[data-relay-check]");
if (form) checkRelay(form);
