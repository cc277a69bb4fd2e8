import mongoose from "mongoose";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { databaseUri, startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { connectModels, disconnectModels } from "../../src/platform/database.js";
import { makeAccount, PASSWORD, type TestPerson } from "./people.js";
import { Reader } from "./reader.js";

/** The two of a conversation. */
export interface Pair {
  conversationId: string;
  client: TestPerson;
  counsellor: TestPerson;
}

/** Fills the data folder of a server that has not started yet. */
export async function fillFolder<T>(folder: string, fill: () => Promise<T>): Promise<T> {
  const embedded = await startEmbeddedMongo({ folder });
  await connectModels(databaseUri(embedded, "healspace"));
  const made = await fill();
  await disconnectModels();
  await embedded.stop();
  return made;
}

/** Fills the data folder of a server that has not started yet with conversations of two each. */
export function makePairs(folder: string, count: number): Promise<Pair[]> {
  return fillFolder(folder, async () => {
    const pairs: Pair[] = [];
    for (let pair = 0; pair < count; pair += 1) pairs.push(await makePair());
    return pairs;
  });
}

async function makePair(): Promise<Pair> {
  const [client, counsellor] = [await makeAccount("client"), await makeAccount("counsellor")];
  const now = new Date();
  const { _id } = await ConversationModel.create({
    clientId: new mongoose.Types.ObjectId(client.id),
    counsellorId: new mongoose.Types.ObjectId(counsellor.id),
    openedAt: now,
    lastAt: now,
  });
  return { conversationId: String(_id), client, counsellor };
}

/** Signs in; returns the cookie of that login session. */
export async function signInTo(url: string, { email }: TestPerson): Promise<string> {
  const reader = new Reader(url);
  const page = await reader.submit(await reader.get("/sign-in"), "form[action='/sign-in']", {
    email,
    password: PASSWORD,
  });
  if (page.status !== 200) throw new Error(`Signing in answered ${page.status}`);
  return reader.cookieHeader;
}
