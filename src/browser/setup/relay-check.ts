import type { Meeting } from "../../protocol/messages.js";
import { ask } from "../page/request.js";

const LONGEST_MS = 10_000;

/** Lets a form ask the relay for an address before it is sent: it is sent only once the relay has given one. */
export function checkRelay(form: HTMLFormElement): void {
  const result = form.querySelector<HTMLElement>("[data-relay-result]");
  const button = form.querySelector("button");
  if (!result || !button || !("RTCPeerConnection" in window)) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    result.textContent = "Asking the relay…";
    void reachRelay(form.dataset.relayCheck ?? "").then((problem) => {
      if (problem === null) return form.submit();
      result.textContent = problem;
      button.disabled = false;
    });
  });
}

/** Why the relay gave no address; null once it has. */
async function reachRelay(address: string): Promise<string | null> {
  const meeting = await ask<Meeting>(address).catch(() => null);
  if (!meeting) return "We could not ask the site. Please try again.";
  const addresses = meeting.iceServers.flatMap((server) => server.urls);
  const isSet = addresses.some((url) => /^turns?:/.test(url));
  if (!isSet) return "No relay is set.";
  return (await gathersRelay(meeting).catch(() => false))
    ? null
    : "The relay did not answer this browser. Check its address, secret and clock, and that its ports are open.";
}

/** Whether a connection that may go by relay alone finds an address there (W3C WebRTC 1.0, RTCIceTransportPolicy). */
async function gathersRelay(meeting: Meeting): Promise<boolean> {
  const connection = new RTCPeerConnection({
    iceServers: meeting.iceServers as RTCIceServer[],
    iceTransportPolicy: "relay",
  });
  const found = new Promise<boolean>((resolve) => {
    connection.onicecandidate = (event) => {
      if (event.candidate?.candidate.includes(" typ relay")) resolve(true);
      if (event.candidate === null) resolve(false);
    };
    setTimeout(() => resolve(false), LONGEST_MS);
  });
  connection.createDataChannel("check");
  await connection.setLocalDescription();
  const isFound = await found;
  connection.close();
  return isFound;
}
