const lastTurns = new Map<string, Promise<unknown>>();

/**
 * Runs work on a conversation after all that this process was asked to do on it before, so that messages of the same moment do not
 * race for a number. Another process may: the unique index decides.
 */
export async function inTurn<T>(conversationId: string, work: () => Promise<T>): Promise<T> {
  const turn = (lastTurns.get(conversationId) ?? Promise.resolve()).then(work, work);
  lastTurns.set(conversationId, turn);
  try {
    return await turn;
  } finally {
    if (lastTurns.get(conversationId) === turn) lastTurns.delete(conversationId);
  }
}
