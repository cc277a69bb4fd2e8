import type { Services } from "../services.js";
import { MessageModel, type Message } from "./message-model.js";
import { present } from "../platform/queries.js";

/** Removes files of withdrawn messages that are still in the file store because it was down at the time. */
export async function forgetAllWithdrawn(services: Services): Promise<void> {
  const left = MessageModel.find({ toForget: present }, { toForget: 1 }).lean().cursor();
  for await (const message of left) await forgetWithdrawn(services, message);
}

/** Removes a withdrawn message's files from the file store. A failure is logged, and the next sweep retries. */
export async function forgetWithdrawn(
  services: Services,
  { _id, toForget = [] }: Pick<Message, "_id" | "toForget">,
): Promise<void> {
  if (toForget.length === 0) return;
  try {
    for (const reference of toForget) await services.files.remove(reference);
    await MessageModel.updateOne({ _id }, { $unset: { toForget: 1 } });
  } catch (error) {
    services.log.error({ message: String(_id), name: (error as Error).name }, "a withdrawn file was not removed yet");
  }
}
