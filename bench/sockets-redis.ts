/**
 * Compares room chat between two processes over Redis with Socket.IO and its Redis adapter: one end of each pair is at each
 * process, and a message counts when it arrives. Both processes share a core; Redis shares the load's.
 */
import { hasRedis, RedisServer } from "../test/support/redis-server.js";
import { openRoomChatAcross, openSocketIoAcross } from "./relays/lines.js";
import { measureMessages, PEOPLE, printRatios } from "./relays/measure-messages.js";
import { pin } from "./relays/pin.js";
import { print } from "./relays/print.js";
import { startTwoRelays } from "./relays/relay.js";

const CORE = 0;

if (!hasRedis()) {
  console.log("Two processes over Redis: skipped, because redis-server is not installed.");
  process.exit();
}
pin(process.pid, CORE);
const redis = new RedisServer();
await redis.start();
try {
  pin(redis.pid!, CORE);
  print("over Redis", "messages/s", "CPU µs each", "p50 ms", "p99 ms", "p99 later");
  const measured = await measureMessages({
    "Socket.IO": { start: () => startTwoRelays("socket-io-redis", PEOPLE, redis.url), open: openSocketIoAcross },
    "room chat": { start: () => startTwoRelays("healspace", PEOPLE, redis.url), open: openRoomChatAcross },
  });
  printRatios(measured, "room chat", ["Socket.IO"]);
} finally {
  await redis.stop();
}
