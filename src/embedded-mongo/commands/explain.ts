import { explainPipeline } from "../aggregate/explain-pipeline.js";
import { Records } from "../collections/records.js";
import { nameIn, type Engine, type Request } from "../engine.js";
import { CommandError } from "../errors.js";
import { explained, winningPlan, type Execution } from "../query/explain-query.js";
import { findDocuments, type Query } from "../query/find.js";
import { isDoc, isNumber, isTruthy, type Doc } from "../values/documents.js";
import { readSort } from "../values/sort.js";
import { docField, docsField, letVariables, type Command } from "./command.js";
import { countQuery, distinctQuery, findQuery, isFastCount } from "./queries.js";
import { serverInfo } from "./server-info.js";

/** Says how a command finds its documents and, unless only plans are asked for, what that takes. Writes nothing. */
export const explain: Command = (engine, request) => {
  return explainCommand(engine, { ...request, body: docField(request.body, "explain") }, request.body.verbosity);
};

/** The reply of `explain` for the command in a request. */
export function explainCommand(engine: Engine, request: Request, verbosity: unknown): Doc {
  const { body } = request;
  const [name = ""] = Object.keys(body);
  const explainer = Object.hasOwn(explainers, name) ? explainers[name] : undefined;
  if (!explainer) throw new CommandError("CommandNotSupported", `Explain failed due to unknown command: ${name}`);
  const reply = explainer(engine, request, isRun(verbosity));
  return { explainVersion: "1", ...reply, command: body, serverInfo: serverInfo(), ok: 1 };
}

type Explainer = (engine: Engine, request: Request, runs: boolean) => Doc;

const explainers: Record<string, Explainer> = {
  find: (engine, request, runs) => explainQuery(engine, request, "find", findQuery(request.body), runs),
  distinct: (engine, request, runs) => explainQuery(engine, request, "distinct", distinctQuery(request.body), runs),

  count: (engine, request, runs) => {
    const query = countQuery(request.body);
    if (!isFastCount(query)) return explainQuery(engine, request, "count", query, runs, "COUNT");
    return explained(namespaceIn(request, "count"), { stage: "RECORD_STORE_FAST_COUNT" });
  },

  update: (engine, request, runs) => {
    const [first] = docsField(request.body, "updates");
    return explainQuery(
      engine,
      request,
      "update",
      statementQuery(first!, !isTruthy(first!.multi ?? false)),
      runs,
      "UPDATE",
    );
  },

  delete: (engine, request, runs) => {
    const [first] = docsField(request.body, "deletes");
    return explainQuery(engine, request, "delete", statementQuery(first!, isTruthy(first!.limit)), runs, "DELETE");
  },

  findAndModify: (engine, request, runs) => {
    const { body } = request;
    const query = statementQuery({ q: docField(body, "query"), hint: body.hint, sort: body.sort }, true);
    const stage = isTruthy(body.remove ?? false) ? "DELETE" : "UPDATE";
    return explainQuery(engine, request, "findAndModify", query, runs, stage);
  },

  aggregate: (engine, request, runs) => {
    const { database, body } = request;
    const name = isNumber(body.aggregate) ? "$cmd.aggregate" : nameIn(body.aggregate);
    const given = { database, name, pipeline: body.pipeline, hint: body.hint, variables: letVariables(body) };
    return explainPipeline(engine.source(request), given, runs);
  },
};

/** Explains a query; `stage` names what is done with its documents, where they are not returned. */
function explainQuery(
  engine: Engine,
  request: Request,
  command: string,
  query: Query,
  runs: boolean,
  stage?: "COUNT" | "UPDATE" | "DELETE",
): Doc {
  const view = engine.view(request);
  const collection = engine.find(request, nameIn(request.body[command]));
  const inner = winningPlan(view, collection, query);
  const plan = stage ? { stage, inputStage: inner } : inner;
  const [records, started] = [new Records(view), performance.now()];
  const found = runs && collection ? [...findDocuments(records, view, collection, query)].length : 0;
  const execution: Execution = { records, returned: stage ? 0 : found, milliseconds: performance.now() - started };
  return explained(namespaceIn(request, command), plan, runs ? execution : undefined);
}

function namespaceIn({ database, body }: Request, command: string): { database: string; name: string } {
  return { database, name: nameIn(body[command]) };
}

/** The query of one entry of `updates` or `deletes`. */
function statementQuery({ q, hint, sort }: Doc, single: boolean): Query {
  if (!isDoc(q)) throw new CommandError("FailedToParse", "a statement needs a document 'q'");
  return { filter: q, hint, sort: readSort(sort), limit: single ? 1 : 0 };
}

function isRun(verbosity: unknown = "allPlansExecution"): boolean {
  if (verbosity === "queryPlanner") return false;
  if (verbosity === "executionStats" || verbosity === "allPlansExecution") return true;
  throw new CommandError("FailedToParse", "verbosity must be 'queryPlanner', 'executionStats' or 'allPlansExecution'");
}
