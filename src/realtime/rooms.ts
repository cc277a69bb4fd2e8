import type { Person } from "../access/permissions.js";
import type { ServerMessage } from "../protocol/messages.js";
import type { Audience, Bus } from "./bus.js";
import { createMemoryBus } from "./memory-bus.js";

/** A signed-in person who can be sent messages. */
export interface Member {
  readonly actor: Person;
  send(message: ServerMessage): void;
}

/** Named groups of connections to broadcast to, whichever process they are connected to. */
export interface Rooms {
  join(member: Member, room: string): void;
  leave(member: Member, room: string): void;
  leaveAll(member: Member): void;
  /** The members who are connected to this process, in the order they joined. */
  membersHere(room: string): Member[];
  /** Sends the same message to everyone in the room, at every process. */
  tell(room: string, message: ServerMessage, audience?: Audience): void;
  /** Sends the same message to the members who are connected to this process. */
  tellHere(room: string, message: ServerMessage, audience?: Audience): void;
  /** Sends each member who is connected to this process a message of their own. */
  tellEachHere(room: string, make: (member: Member) => Promise<ServerMessage>): Promise<void>;
}

/** Makes the rooms of one process, which hear of what is told elsewhere over the bus. */
export function createRooms(bus: Bus = createMemoryBus()): Rooms {
  const membersOf = new Map<string, Set<Member>>();
  const roomsOf = new Map<Member, Set<string>>();
  const membersHere = (room: string): Member[] => [...(membersOf.get(room) ?? [])];

  function leave(member: Member, room: string): void {
    remove(membersOf, room, member);
    remove(roomsOf, member, room);
  }

  function tellHere(room: string, message: ServerMessage, { except, only }: Audience = {}): void {
    for (const member of membersHere(room)) {
      const { id } = member.actor;
      if (id !== except && (only === undefined || id === only)) member.send(message);
    }
  }

  bus.on("room.told", ({ room, message, audience }) => tellHere(room, message, audience));
  return {
    membersHere,
    tellHere,
    leave,
    join(member, room) {
      add(membersOf, room, member);
      add(roomsOf, member, room);
    },
    leaveAll(member) {
      for (const room of [...(roomsOf.get(member) ?? [])]) leave(member, room);
    },
    tell(room, message, audience = {}) {
      tellHere(room, message, audience);
      bus.publish("room.told", { room, message, audience });
    },
    async tellEachHere(room, make) {
      await Promise.all(membersHere(room).map(async (member) => member.send(await make(member))));
    },
  };
}

function add<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const values = map.get(key) ?? new Set();
  map.set(key, values.add(value));
}

function remove<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const values = map.get(key);
  values?.delete(value);
  if (values?.size === 0) map.delete(key);
}
