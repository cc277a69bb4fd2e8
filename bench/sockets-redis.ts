import { hasRedis, RedisServer } from "../../test/support/redis-server.js";
import { openRoomChatAcross, openSocketIoAcross } from "./lines.js";
import { measureMessages, PEOPLE, printRatios } from "./measure-messages.js";
import { pin } from "./pin.js";
import { print } from "./print.js";
import { startTwoRelays } from "./relay.js";

/**
 * Compares room chat between two processes over Redis with Socket.IO and its Redis adapter: one end of each pair is at each
 * process, and a message counts when it arrives. Both processes share a core; Redis shares the load's, `core`.
 */
export async function compareAcross(core: number): Promise<void> {
  if (!hasRedis()) return console.log("Two processes over Redis: skipped, because redis-server is not installed.\n");
  const redis = new RedisServer();
  await redis.start();
  pin(redis.pid!, core);
  print("over Redis", "messages/s", "CPU µs each", "p50 ms", "p99 ms", "p99 later");
  const measured = await measureMessages({
    "Socket.IO": { start: () => startTwoRelays("socket-io-redis", PEOPLE, redis.url), open: openSocketIoAcross },
    "room chat": { start: () => startTwoRelays("healspace", PEOPLE, redis.url), open: openRoomChatAcross },
  });
  printRatios(measured, "room chat", ["Socket.IO"]);
  console.log();
  await redis.stop();
}
