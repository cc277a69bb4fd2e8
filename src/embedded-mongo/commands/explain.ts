import { explainPipeline } from "../aggregate/explain-pipeline.js";
import { Records } from "../collections/records.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { CommandError } from "../errors.js";
import { explained, winningPlan, type Execution } from "../query/explain-query.js";
import { findDocuments, type Query } from "../query/find.js";
import type { Reading } from "../sessions/reading.js";
import { isTruthy, type Doc } from "../values/documents.js";
import { readSort } from "../values/sort.js";
import { docField, letVariables, required, type Command } from "./command.js";
import { aggregatedName, countQuery, distinctQuery, findQuery, isFastCount } from "./queries.js";
import { serverInfo } from "./server-info.js";
import { deletesIn, readUpdate, updatesIn } from "./statements.js";
import type { DeleteStatement } from "./write-statements.js";

/** Says how a command finds its documents and, unless only plans are asked for, what that takes. Writes nothing. */
export const explain: Command = (engine, request) => {
  return explainCommand(engine, { ...request, body: docField(request.body, "explain") }, request.body.verbosity);
};

/** The reply of `explain` for the command in a request. */
export function explainCommand(engine: Engine, request: Request, verbosity: unknown): Promise<Doc> {
  const { body } = request;
  const [name = ""] = Object.keys(body);
  const explainer = Object.hasOwn(explainers, name) ? explainers[name] : undefined;
  if (!explainer) throw new CommandError("CommandNotSupported", `Explain failed due to unknown command: ${name}`);
  return engine.read(request, async (reading) => {
    const reply = await explainer({ engine, request, reading }, isRun(verbosity));
    return { explainVersion: "1", ...reply, command: body, serverInfo: serverInfo(), ok: 1 };
  });
}

/** A command that is explained, and the state that it reads. */
interface Explained {
  engine: Engine;
  request: Request;
  reading: Reading;
}

type Explainer = (given: Explained, runs: boolean) => Doc | Promise<Doc>;

const explainers: Record<string, Explainer> = {
  find: (given, runs) => explainQuery(given, "find", findQuery(given.request.body), runs),
  distinct: (given, runs) => explainQuery(given, "distinct", distinctQuery(given.request.body), runs),

  count: (given, runs) => {
    const { request } = given;
    const query = countQuery(request.body);
    if (!isFastCount(query)) return explainQuery(given, "count", query, runs, "COUNT");
    return explained(namespaceIn(request, "count"), { stage: "RECORD_STORE_FAST_COUNT" });
  },

  update: (given, runs) => {
    const query = statementQuery(readUpdate(updatesIn(given.request.body)[0]!));
    return explainQuery(given, "update", query, runs, "UPDATE");
  },

  delete: (given, runs) => {
    const query = statementQuery(deletesIn(given.request.body)[0]!);
    return explainQuery(given, "delete", query, runs, "DELETE");
  },

  findAndModify: (given, runs) => {
    const { body } = given.request;
    const { hint, sort } = body;
    const query = statementQuery({ filter: docField(body, "query"), hint, sort, multi: false });
    const stage = isTruthy(body.remove) ? "DELETE" : "UPDATE";
    return explainQuery(given, "findAndModify", query, runs, stage);
  },

  aggregate: ({ engine, request, reading }, runs) => {
    const { database, body } = request;
    const pipeline = required(body, "pipeline");
    const given = { database, name: aggregatedName(body), pipeline, hint: body.hint, variables: letVariables(body) };
    return reading.result(explainPipeline(engine.source(request, reading, reading), given, runs));
  },
};

/** Explains a query; `stage` names what is done with its documents, where they are not returned. */
async function explainQuery(
  { engine, request, reading }: Explained,
  command: string,
  query: Query,
  runs: boolean,
  stage?: "COUNT" | "UPDATE" | "DELETE",
): Promise<Doc> {
  const collection = engine.find(request, nameIn(request.body[command]), reading);
  const inner = winningPlan(reading, collection, query);
  const plan = stage ? { stage, inputStage: inner } : inner;
  const [records, started] = [new Records(reading), performance.now()];
  let found = 0;
  if (runs && collection) await reading.each(findDocuments(records, reading, collection, query), () => found++);
  const execution: Execution = { records, returned: stage ? 0 : found, milliseconds: performance.now() - started };
  return explained(namespaceIn(request, command), plan, runs ? execution : undefined);
}

function namespaceIn({ database, body }: Request, command: string): { database: string; name: string } {
  return { database, name: nameIn(body[command]) };
}

/** The query with which a statement finds its documents. */
function statementQuery({ filter, hint, sort, multi }: Omit<DeleteStatement, "variables">): Query {
  return { filter, hint, sort: readSort(sort), limit: multi ? 0 : 1 };
}

function isRun(verbosity: unknown = "allPlansExecution"): boolean {
  if (verbosity === "queryPlanner") return false;
  if (verbosity === "executionStats" || verbosity === "allPlansExecution") return true;
  throw new CommandError("FailedToParse", "verbosity must be 'queryPlanner', 'executionStats' or 'allPlansExecution'");
}
