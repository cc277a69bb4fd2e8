/** Connects to the Redis of this address as the site does, and prints "works" or, when that fails, "lost". */
import { pino } from "pino";
import { createSecrets } from "../../src/platform/secrets.js";
import { createRedisBus } from "../../src/realtime/redis-bus.js";

const secrets = createSecrets([{ id: "test", key: Buffer.alloc(32) }]);
const bus = createRedisBus(process.argv[2] ?? "", { secrets, log: pino({ level: "silent" }) });
bus.whenBack(() => console.log("works"));
bus.whenLost(() => console.log("lost"));
