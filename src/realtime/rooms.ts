import type { Person } from "../access/permissions.js";
import type { ServerMessage } from "../protocol/messages.js";

/** Someone who can be told something. */
export interface Member {
  readonly actor: Person;
  send(message: ServerMessage): void;
}

/** Who hears what: named groups of connections, in this process's memory. */
export interface Rooms {
  join(member: Member, room: string): void;
  leave(member: Member, room: string): void;
  leaveAll(member: Member): void;
  /** In the order of joining. */
  members(room: string): Member[];
  /** Sends the same message to everyone in the room. */
  tell(room: string, message: ServerMessage): void;
  /** Sends to each member what is made for them. */
  tellEach(room: string, make: (member: Member) => Promise<ServerMessage>): Promise<void>;
}

export function createRooms(): Rooms {
  const rooms = new Map<string, Set<Member>>();
  const members = (room: string): Member[] => [...(rooms.get(room) ?? [])];

  function leave(member: Member, room: string): void {
    const left = rooms.get(room);
    left?.delete(member);
    if (left?.size === 0) rooms.delete(room);
  }

  return {
    members,
    leave,
    join(member, room) {
      const joined = rooms.get(room) ?? new Set();
      rooms.set(room, joined.add(member));
    },
    leaveAll(member) {
      for (const room of rooms.keys()) leave(member, room);
    },
    tell(room, message) {
      for (const member of members(room)) member.send(message);
    },
    async tellEach(room, make) {
      await Promise.all(members(room).map(async (member) => member.send(await make(member))));
    },
  };
}
