import type { Person, Role } from "../access/permissions.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { markRead } from "../conversations/mark-read.js";
import { sendMessage } from "../conversations/send-message.js";
import type { Services } from "../services.js";
import { DEMO_CLIENTS, DEMO_COUNSELLORS } from "./demo-people.js";
import { findPerson } from "./find-person.js";

const HOUR_MS = 60 * 60_000;

/** A message: who wrote it, how many hours ago, what. */
type Said = [Role, number, string];

/** Between the first demo client and the first counsellor. */
const said: Said[] = [
  ["client", 170, "Thank you for last week. The breathing helped on two nights out of three."],
  ["counsellor", 165, "Two out of three is a good start. Did anything differ on the third?"],
  ["client", 163, "I read the news in bed. I think I know what you will say."],
  [
    "counsellor",
    20,
    "Then we have something to talk about. Until our session, you could try https://example.org/sleep-diary.",
  ],
];

/** By the second client. */
const asked: Said[] = [["client", 3, "Could we begin ten minutes later on Monday? My train is late that week."]];

/** Makes conversations to look at, the last message of each still unread. */
export async function makeDemoMessages(services: Services): Promise<void> {
  const [client, other, counsellor] = await Promise.all(
    [DEMO_CLIENTS[0], DEMO_CLIENTS[1], DEMO_COUNSELLORS[0]].map((each) => findPerson(each?.email)),
  );
  if (!client || !other || !counsellor) throw new Error("There is no such demo person");
  await write(services, client, counsellor, said);
  await write(services, other, counsellor, asked);
}

async function write(services: Services, client: Person, counsellor: Person, messages: Said[]): Promise<void> {
  const conversation = await ConversationModel.findOne({ clientId: client.id, counsellorId: counsellor.id })
    .orFail()
    .lean();
  const now = services.clock.now().getTime();
  for (const [role, hoursAgo, text] of messages) {
    const then = { ...services, clock: { now: () => new Date(now - hoursAgo * HOUR_MS) } };
    const written = { conversationId: String(conversation._id), clientMessageId: `demo-message-${hoursAgo}`, text };
    const writer = role === "client" ? client : counsellor;
    const seq = await sendMessage(then, writer, written);
    await markRead(services, writer, conversation, seq);
  }
}
