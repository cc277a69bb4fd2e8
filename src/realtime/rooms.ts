import type { Person } from "../access/permissions.js";
import type { ServerMessage } from "../protocol/messages.js";

/** A signed-in person who can be sent messages. */
export interface Member {
  readonly actor: Person;
  send(message: ServerMessage): void;
}

/** Named groups of connections, in this process's memory, to broadcast to. */
export interface Rooms {
  join(member: Member, room: string): void;
  leave(member: Member, room: string): void;
  leaveAll(member: Member): void;
  /** In the order they joined. */
  members(room: string): Member[];
  /** Sends the same message to everyone in the room. */
  tell(room: string, message: ServerMessage): void;
  /** Sends each member a message of their own. */
  tellEach(room: string, make: (member: Member) => Promise<ServerMessage>): Promise<void>;
}

export function createRooms(): Rooms {
  const membersOf = new Map<string, Set<Member>>();
  const roomsOf = new Map<Member, Set<string>>();
  const members = (room: string): Member[] => [...(membersOf.get(room) ?? [])];

  function leave(member: Member, room: string): void {
    remove(membersOf, room, member);
    remove(roomsOf, member, room);
  }

  return {
    members,
    leave,
    join(member, room) {
      add(membersOf, room, member);
      add(roomsOf, member, room);
    },
    leaveAll(member) {
      for (const room of [...(roomsOf.get(member) ?? [])]) leave(member, room);
    },
    tell(room, message) {
      for (const member of members(room)) member.send(message);
    },
    async tellEach(room, make) {
      await Promise.all(members(room).map(async (member) => member.send(await make(member))));
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
