export const GRADES = ["good", "fair", "poor"] as const;

/** What someone's browser found out about a call from their device. */
export interface CheckResult {
  /** Whether it could be opened. */
  camera: boolean;
  microphone: boolean;
  connection: (typeof GRADES)[number];
}

const CONNECTIONS = { good: "good", fair: "fair", poor: "weak" };

/** "camera and microphone work, connection good" */
export function checkWords({ camera, microphone, connection }: CheckResult): string {
  return `${deviceLine(camera, microphone)}, connection ${CONNECTIONS[connection]}`;
}

function deviceLine(camera: boolean, microphone: boolean): string {
  if (camera && microphone) return "camera and microphone work";
  if (camera) return "camera works, microphone does not";
  return microphone ? "microphone works, camera does not" : "neither camera nor microphone works";
}
