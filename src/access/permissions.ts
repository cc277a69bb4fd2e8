import { NotFound } from "../platform/errors.js";

export type Role = "client" | "counsellor" | "admin";

/** A signed-in person, as rules and actions see them. */
export interface Person {
  id: string;
  role: Role;
  /** Whether they hold admin rights: an admin, or a counsellor who was given them. */
  isAdmin: boolean;
  name: string;
  /** Their IANA time zone. */
  zone: string;
  /** ISO 3166-1 alpha-2 code of the country that they live in, where they said so. */
  country?: string;
  /** The versions of the site's texts that they have accepted. */
  accepted?: Partial<Record<"terms" | "privacy", number>>;
  /** Whether they are still led through setting up their account. */
  isSettingUp?: boolean;
  /** Whether they have yet to confirm their e-mail address. */
  isUnproven?: boolean;
  /** The login session that they act in. */
  loginId: string;
}

export interface Visitor {
  id: null;
  role: "visitor";
}

export type Actor = Person | Visitor;

export const VISITOR: Visitor = { id: null, role: "visitor" };

type Id = { toString(): string };

/** The parts of a record that decide who it belongs to. */
export interface Owned {
  clientId?: Id;
  counsellorId?: Id;
  authorId?: Id;
  published?: boolean;
  suspended?: boolean;
}

interface Policy {
  roles: readonly Actor["role"][];
  /** Whether it takes a confirmed e-mail address. */
  proven?: true;
  /** Which records of the kind; left out where the role alone decides. */
  which?: (actor: Actor, record: Owned) => boolean;
}

const everyone = ["visitor", "client", "counsellor", "admin"] as const;
const people = ["client", "counsellor"] as const;

const isOwn = (actor: Actor, record: Owned): boolean =>
  isSame(actor, actor.role === "client" ? record.clientId : record.counsellorId);

const isPublic = ({ published, suspended }: Owned): boolean => published === true && suspended !== true;

/** Who may do what: one row for every action of the product. */
export const POLICIES = {
  "page.see": { roles: everyone },
  "counsellor.find": { roles: everyone },
  "counsellor.see": { roles: everyone, which: (actor, record) => isPublic(record) || isOwn(actor, record) },
  "profile.edit": { roles: ["counsellor"], which: isOwn },
  "verification.edit": { roles: ["counsellor"], which: isOwn },
  "verification.ask": { roles: ["counsellor"], proven: true, which: isOwn },
  "account.manage": { roles: ["client", "counsellor", "admin"] },
  "contact.edit": { roles: ["client"], which: isOwn },
  "photo.edit": { roles: ["client"], which: isOwn },
  "photo.see": { roles: people, which: isOwn },
  "check.share": { roles: ["client"], which: isOwn },
  "account.suspend": { roles: ["admin"] },
  "account.recover": { roles: ["admin"] },
  "admin.remove": { roles: ["admin"] },
  "account.leave": { roles: ["client", "counsellor", "admin"] },
  "appointment.book": { roles: ["client"], which: (_actor, counsellor) => isPublic(counsellor) },
  "appointment.pay": { roles: ["client"], proven: true, which: isOwn },
  "appointment.list": { roles: people },
  "appointment.see": { roles: people, which: isOwn },
  "appointment.cancel": { roles: people, which: isOwn },
  "appointment.calendar": { roles: people, which: isOwn },
  "appointment.receipt": { roles: ["client"], which: isOwn },
  "notices.see": { roles: people },
  "notices.choose": { roles: people },
  "outbox.see": { roles: ["client", "counsellor", "admin"] },
  "appointment.reschedule": { roles: ["client"], which: isOwn },
  "desk.see": { roles: ["counsellor"], which: isOwn },
  "client.see": { roles: ["counsellor"], which: isOwn },
  "client.remark": { roles: ["counsellor"], which: isOwn },
  "payment.mark": { roles: ["counsellor"], which: isOwn },
  "payment.return": { roles: ["counsellor"], which: isOwn },
  "payment.instruct": { roles: ["counsellor"], which: isOwn },
  "client.invite": { roles: ["counsellor"], proven: true, which: isOwn },
  "invitation.accept": { roles: ["client"], which: isOwn },
  "invoice.write": { roles: ["counsellor"], which: isOwn },
  "invoice.see": { roles: people, which: isOwn },
  "client.price": { roles: ["counsellor"], which: isOwn },
  "offer.make": { roles: ["counsellor"], which: isOwn },
  "offer.withdraw": { roles: ["counsellor"], which: isOwn },
  "offer.answer": { roles: ["client"], proven: true, which: isOwn },
  "client.block": { roles: ["counsellor"], which: isOwn },
  "room.join": { roles: people, which: isOwn },
  "session.end": { roles: ["counsellor"], which: isOwn },
  "session.extend": { roles: ["counsellor"], which: isOwn },
  "whereabouts.say": { roles: ["client"], which: isOwn },
  "whereabouts.see": { roles: ["counsellor"], which: isOwn },
  "conversation.list": { roles: people },
  "conversation.read": { roles: people, which: isOwn },
  "conversation.write": { roles: people, proven: true, which: isOwn },
  "conversation.close": { roles: ["counsellor"], which: isOwn },
  "conversation.report": { roles: people, which: isOwn },
  "report.read": { roles: ["admin"] },
  "availability.edit": { roles: ["counsellor"], which: isOwn },
  "note.write": { roles: ["counsellor"], which: isOwn },
  "note.read": { roles: ["counsellor"], which: (actor, note) => isSame(actor, note.authorId) },
  "counsellor.check": { roles: ["admin"] },
  "site.watch": { roles: ["admin"] },
  "delivery.watch": { roles: ["admin"] },
  "audit.read": { roles: ["admin"] },
  "site.edit": { roles: ["admin"] },
} as const satisfies Record<string, Policy>;

export type Action = keyof typeof POLICIES;

/** Whether the actor may do this; with a record, whether they may do it to that one. */
export function can(actor: Actor, action: Action, record?: Owned): boolean {
  const policy: Policy = POLICIES[action];
  if (!mayByRole(actor, action) || lacksProof(actor, action)) return false;
  return record === undefined || policy.which === undefined || policy.which(actor, record);
}

/** Whether nothing but a confirmed e-mail address keeps this person's role from doing it. */
export function lacksProof(actor: Actor, action: Action): boolean {
  const { proven }: Policy = POLICIES[action];
  return proven === true && actor.role !== "visitor" && actor.isUnproven === true && mayByRole(actor, action);
}

/** Throws NotFound unless the actor may do this to that record: the forbidden answers like the absent. */
export function authorize<R extends Owned>(
  actor: Actor,
  action: Action,
  record: R | null | undefined,
): asserts record is R {
  if (!record || !can(actor, action, record)) throw new NotFound();
}

function mayByRole(actor: Actor, action: Action): boolean {
  const { roles }: Policy = POLICIES[action];
  return rolesOf(actor).some((role) => roles.includes(role));
}

/** A counsellor who holds admin rights may do what either role may. */
function rolesOf(actor: Actor): Actor["role"][] {
  return actor.role !== "visitor" && actor.isAdmin ? [actor.role, "admin"] : [actor.role];
}

function isSame(actor: Actor, id: Id | undefined): boolean {
  return id !== undefined && actor.id !== null && id.toString() === actor.id;
}
