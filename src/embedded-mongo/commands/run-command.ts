import { isDoc, type Doc } from "../values/documents.js";
import { CommandError, errorReply } from "../errors.js";
import type { Engine, Request } from "../engine.js";
import type { Transaction } from "../sessions/transaction.js";
import { bulkWrite } from "./bulk-write.js";
import { collectionCommands } from "./collection-commands.js";
import type { Command } from "./command.js";
import { checkConcerns, databaseIn, timeLimitIn } from "./generic-fields.js";
import { explain } from "./explain.js";
import { indexCommands } from "./index-commands.js";
import { readCommands } from "./read-commands.js";
import { serverCommands } from "./server-commands.js";
import { toolCommands } from "./tool-commands.js";
import { writeCommands } from "./write-commands.js";

/** The commands by name. */
export const commands: Record<string, Command> = {
  ...serverCommands,
  ...collectionCommands,
  ...indexCommands,
  ...readCommands,
  ...writeCommands,
  ...toolCommands,
  bulkWrite,
  explain,
};

const inTransactions = new Set([
  "find",
  "getMore",
  "killCursors",
  "aggregate",
  "distinct",
  "insert",
  "update",
  "delete",
  "findAndModify",
  "bulkWrite",
]);
const ofTransactions = new Set(["commitTransaction", "abortTransaction"]);

/** Answers a command; never rejects, since an error is an answer too. */
export async function runCommand(engine: Engine, body: Doc): Promise<Doc> {
  try {
    return await run(engine, body);
  } catch (error) {
    return errorReply(error);
  }
}

function run(engine: Engine, body: Doc): Doc | Promise<Doc> {
  engine.ensureOpen();
  const [name = ""] = Object.keys(body);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new CommandError("CommandNotFound", `no such command: '${name}'`);
  refuseCollation(body);
  checkConcerns(body);
  return dispatch(engine, { body, database: databaseIn(body), limit: timeLimitIn(body) }, name, command);
}

/** Runs a command, in its transaction if it has one. */
function dispatch(engine: Engine, request: Request, name: string, command: Command): Doc | Promise<Doc> {
  const { body } = request;
  if (ofTransactions.has(name) || body.txnNumber === undefined) return command(engine, request);
  const transaction = engine.transactions.of(body, engine.catalog.nextSpace);
  return transaction
    ? inTransaction(engine, { ...request, transaction }, name, command, transaction)
    : command(engine, request);
}

/** Any error inside a transaction aborts it. */
async function inTransaction(
  engine: Engine,
  request: Request,
  name: string,
  command: Command,
  transaction: Transaction,
): Promise<Doc> {
  try {
    if (!inTransactions.has(name)) {
      throw new CommandError(
        "OperationNotSupportedInTransaction",
        `Cannot run '${name}' in a multi-document transaction.`,
      );
    }
    const reply = await command(engine, request);
    if (reply.writeErrors || (typeof reply.nErrors === "number" && reply.nErrors > 0))
      engine.transactions.abandon(transaction);
    return reply;
  } catch (error) {
    engine.transactions.abandon(transaction);
    throw error;
  }
}

function refuseCollation({ collation }: Doc): void {
  if (isDoc(collation) && collation.locale !== undefined && collation.locale !== "simple") {
    throw new CommandError("BadValue", "only the simple collation is supported");
  }
}
