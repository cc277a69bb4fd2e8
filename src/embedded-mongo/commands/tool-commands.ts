import { arch, availableParallelism, hostname, platform, release, totalmem, type as systemType } from "node:os";
import { isDoc, isTruthy, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import type { Command } from "./command.js";
import { VERSION } from "./server-info.js";

/** Commands that MongoDB's tools (Compass, mongosh, mongodump) send before their own work. */
export const toolCommands: Record<string, Command> = {
  connectionStatus: (_, { body }) => {
    const privileges = isTruthy(body.showPrivileges) ? { authenticatedUserPrivileges: [] } : {};
    return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [], ...privileges }, ok: 1 };
  },

  getCmdLineOpts: () => ({ argv: [], parsed: {}, ok: 1 }),

  getLog: (_, { body }) => {
    if (body.getLog === "*") return { names: logs, ok: 1 };
    if (logs.includes(String(body.getLog))) return { totalLinesWritten: 0, log: [], ok: 1 };
    throw new CommandError("OperationFailed", `no RamLog named: ${String(body.getLog)}`);
  },

  getParameter: (_, { body }) => ({ ...wantedParameters(body), ok: 1 }),

  hostInfo: () => ({
    system: {
      currentTime: new Date(),
      hostname: hostname(),
      cpuAddrSize: 64,
      memSizeMB: Math.floor(totalmem() / 2 ** 20),
      numCores: availableParallelism(),
      cpuArch: arch(),
      numaEnabled: false,
    },
    os: { type: systemType(), name: platform(), version: release() },
    extra: {},
    ok: 1,
  }),

  whatsmyuri: () => ({ you: "127.0.0.1:0", ok: 1 }),
};

const logs = ["global", "startupWarnings"];

const parameters: Doc = { featureCompatibilityVersion: { version: VERSION.slice(0, 2).join(".") } };

function wantedParameters(body: Doc): Doc {
  if (body.getParameter === "*" || (isDoc(body.getParameter) && isTruthy(body.getParameter.allParameters)))
    return parameters;
  const wanted = Object.entries(parameters).filter(([name]) => Object.hasOwn(body, name));
  if (wanted.length > 0) return Object.fromEntries(wanted);
  throw new CommandError("InvalidOptions", "no option found to get");
}
