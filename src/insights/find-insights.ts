import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { ClientModel } from "../clients/client-model.js";
import { askTogether } from "../platform/ask-together.js";
import { between, present } from "../platform/queries.js";
import { countDays } from "./count-days.js";
import { insightsFrom, type Insights } from "./figure-rules.js";
import { findDays } from "./find-days.js";
import { periodBefore, periodBetween, type Period } from "./period-rules.js";
import { SummedPracticeModel } from "./summed-practice-model.js";

/** The figures of a counsellor's sessions in a period and in the one before, from the sums of their days. */
export async function findInsights(actor: Person, period: Period): Promise<Insights> {
  authorize(actor, "desk.see", { counsellorId: actor.id });
  const before = periodBefore(period);
  const both = periodBetween(before.firstDay, period.lastDay, period.zone);
  const { practice, changed, clients } = await askTogether(questions(actor, both));
  const days =
    practice?.zone === both.zone
      ? await findDays(
          actor.id,
          both,
          changed.map(({ startsAt }) => startsAt),
        )
      : await countDays(actor.id, both);
  const firstSeen = clients.map(({ clientId, firstSeenAt }) => ({ clientId: String(clientId), at: firstSeenAt }));
  return insightsFrom({ days, firstSeen }, period, before);
}

/** Changes are read before the sums: a day that is stored in between is then counted again rather than taken from before its change. */
function questions({ id }: Person, { from, until }: Period) {
  const within = between(from, until);
  return {
    practice: SummedPracticeModel.findById(id).lean(),
    changed: AppointmentModel.find({ counsellorId: id, uncounted: present, startsAt: within }, { startsAt: 1 }).lean(),
    clients: ClientModel.find({ counsellorId: id, firstSeenAt: within }, { clientId: 1, firstSeenAt: 1 }).lean(),
  };
}
