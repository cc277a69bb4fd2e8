import type { Role } from "../access/permissions.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { markRead } from "../conversations/mark-read.js";
import { sendMessage } from "../conversations/send-message.js";
import type { Services } from "../services.js";
import { DEMO_CLIENTS, DEMO_COUNSELLORS } from "./demo-people.js";
import { findPerson } from "./find-person.js";

const HOUR_MS = 60 * 60_000;

/** What the first demo client and the first counsellor have written to each other: who, how many hours ago, what. */
const said: [Role, number, string][] = [
  ["client", 170, "Thank you for last week. The breathing helped on two nights out of three."],
  ["counsellor", 165, "Two out of three is a good start. Did anything differ on the third?"],
  ["client", 163, "I read the news in bed. I think I know what you will say."],
  [
    "counsellor",
    20,
    "Then we have something to talk about. Until our session, you could try https://example.org/sleep-diary.",
  ],
];

/** Makes a conversation to look at, its last message still unread. */
export async function makeDemoMessages(services: Services): Promise<void> {
  const [client, counsellor] = [await findPerson(DEMO_CLIENTS[0]?.email), await findPerson(DEMO_COUNSELLORS[0]?.email)];
  const conversation = await ConversationModel.findOne({ clientId: client.id, counsellorId: counsellor.id })
    .orFail()
    .lean();
  const now = services.clock.now().getTime();
  for (const [role, hoursAgo, text] of said) {
    const then = { ...services, clock: { now: () => new Date(now - hoursAgo * HOUR_MS) } };
    const written = { conversationId: String(conversation._id), clientMessageId: `demo-message-${hoursAgo}`, text };
    const writer = role === "client" ? client : counsellor;
    const seq = await sendMessage(then, writer, written);
    await markRead(services, writer, conversation, seq);
  }
}

