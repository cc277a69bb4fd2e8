import { expect } from "chai";
import { can, POLICIES, type Action, type Person } from "../../src/access/permissions.js";

const person = (id: string, role: Person["role"], isAdmin: boolean): Person => ({
  id,
  role,
  isAdmin,
  name: "Robin",
  zone: "Etc/UTC",
  loginId: "one",
});
const client = person("1", "client", false);
const counsellor = person("2", "counsellor", false);
const admin = person("3", "admin", true);
const both = person("2", "counsellor", true);

const rows: Record<Action, { roles: readonly string[]; which?: unknown }> = POLICIES;
const actions = Object.keys(POLICIES) as Action[];
const allowed = (actor: Person, record?: object): Action[] => actions.filter((action) => can(actor, action, record));

/** What people say or write to each other, and what is known of their sessions. */
const CONFIDENTIAL =
  /^(appointment|conversation|note|room|session|whereabouts|availability|photo|contact|profile|client)\./;

describe("The table of permissions", () => {
  it("gives a counsellor with admin rights what either role may do, and nothing more", () => {
    const either = [...new Set([...allowed(counsellor), ...allowed(admin)])].sort();
    expect(allowed(both).sort()).to.deep.equal(either);
    expect(allowed(both)).to.include.members(["note.write", "site.edit"]);
  });

  it("shows admin rights nothing that others say or write", () => {
    const others = { clientId: "8", counsellorId: "9", authorId: "9" };
    const own = { clientId: "8", counsellorId: "2", authorId: "2" };
    for (const action of actions.filter((name) => CONFIDENTIAL.test(name) && rows[name].which)) {
      expect(can(both, action, others), `${action} of others`).to.equal(false);
      expect(can(admin, action, others), `${action} by an admin`).to.equal(false);
      expect(can(both, action, own), `${action} of their own`).to.equal(can(counsellor, action, own));
    }
  });

  it("shows a counsellor to others while they are published and not suspended, and to themselves always", () => {
    const shown = { counsellorId: "2", published: true };
    const hidden = [
      { counsellorId: "2", published: false },
      { ...shown, suspended: true },
    ];
    for (const action of ["counsellor.see", "appointment.book"] as const) {
      expect(can(client, action, shown), action).to.equal(true);
      for (const record of hidden) expect(can(client, action, record), action).to.equal(false);
    }
    for (const record of hidden) expect(can(counsellor, "counsellor.see", record)).to.equal(true);
  });

  it("counts a record as one's own by the part that one's role has in it, and by no other", () => {
    const [asClient, asCounsellor] = [person("1", "client", false), person("1", "counsellor", false)];
    const record = { clientId: "1", counsellorId: "2" };
    expect([can(asClient, "appointment.see", record), can(asCounsellor, "appointment.see", record)]).to.deep.equal([
      true,
      false,
    ]);
    expect(can(counsellor, "appointment.see", record)).to.equal(true);
  });

  it("lets everyone who is signed in manage and leave their account, and see mail that is not sent", () => {
    for (const actor of [client, counsellor, admin, both])
      expect(allowed(actor)).to.include.members(["account.manage", "account.leave", "outbox.see"]);
  });

  it("asks for a confirmed e-mail address before money, messages and verification", () => {
    const waiting = actions.filter((action) =>
      [client, counsellor].some((actor) => can(actor, action) && !can({ ...actor, isUnproven: true }, action)),
    );
    expect(waiting.sort()).to.deep.equal([
      "appointment.pay",
      "client.invite",
      "conversation.write",
      "offer.answer",
      "verification.ask",
    ]);
  });

  it("leaves running the site to admins", () => {
    const runs = actions.filter((action) => rows[action].roles.join() === "admin");
    expect(runs).to.include.members(["account.suspend", "account.recover", "admin.remove", "site.edit"]);
    for (const action of runs) {
      expect([client, counsellor].map((actor) => can(actor, action))).to.deep.equal([false, false]);
      expect([admin, both].map((actor) => can(actor, action))).to.deep.equal([true, true]);
    }
  });
});
