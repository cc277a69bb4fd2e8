import type { Services } from "../services.js";
import { countTotals } from "../admin/count-totals.js";
import { AccountModel } from "../accounts/account-model.js";
import { markAllStale } from "../search/refresh-listings.js";
import { DEMO_ADMIN, DEMO_CLIENTS, DEMO_COUNSELLORS, DEMO_PASSWORD } from "./demo-people.js";
import { makeDemoPeople } from "./make-demo-people.js";
import { makeDemoAppointments } from "./make-demo-appointments.js";
import { makeDemoDesk } from "./make-demo-desk.js";
import { makeDemoHistory } from "./make-demo-history.js";
import { makeDemoPhotos } from "./make-demo-photos.js";
import { makeDemoMessages } from "./make-demo-messages.js";
import { openDemoRoom } from "./open-demo-room.js";

/**
 * Fills an empty database with people and appointments to try things with, and at every start makes sure that one session
 * room is open right now. Returns the lines to print: how to sign in. Never called in production.
 */
export async function seedDemo(services: Services): Promise<string[]> {
  if (!(await AccountModel.exists({}))) {
    const ids = await makeDemoPeople(services.clock.now());
    await makeDemoPhotos(services);
    await markAllStale();
    await makeDemoHistory(services, ids);
    await makeDemoAppointments(services);
    await makeDemoMessages(services);
    await makeDemoDesk(services);
    await countTotals(services);
  }
  if (!(await AccountModel.exists({ email: DEMO_ADMIN.email }))) return [];
  const room = await openDemoRoom(services);
  const [client] = DEMO_CLIENTS;
  const [counsellor] = DEMO_COUNSELLORS;
  return [
    `Demo sign-ins, all with the password ${DEMO_PASSWORD}:`,
    `  client      ${client?.email}`,
    `  counsellor  ${counsellor?.email}`,
    `  admin       ${DEMO_ADMIN.email}`,
    ...(room
      ? [`A session room is open right now: sign in as ${room.client} and, in another window, as ${room.counsellor}.`]
      : []),
  ];
}
