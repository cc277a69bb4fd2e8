import type { Services } from "../services.js";
import { MessageModel, type Message } from "./message-model.js";
import { present } from "../platform/queries.js";

/** Removes from the file store what withdrawn messages have left there because it was away at the time. */
export async function forgetAllWithdrawn(services: Services): Promise<void> {
  const left = MessageModel.find({ toForget: present }, { toForget: 1 }).lean().cursor();
  for await (const message of left) await forgetWithdrawn(services, message);
}

/** Removes what a withdrawn message has left in the file store. Where that fails it is logged, and done by the next sweep. */
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
