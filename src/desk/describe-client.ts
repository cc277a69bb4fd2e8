import type { Person } from "../access/permissions.js";
import { describeRow, type AppointmentRow } from "../appointments/describe-rows.js";
import type { AppointmentList, AppointmentPage } from "../appointments/find-appointments.js";
import type { OwnClient } from "../clients/find-own-client.js";
import type { Format } from "../web/format-rules.js";

/** What a client's page is made from. */
export interface ClientDetails {
  client: OwnClient;
  sessions: AppointmentList;
}

type Rows = Omit<AppointmentPage, "shown"> & { rows: AppointmentRow[]; address: (page: number) => string };

/** A client's page, in words. */
export interface ClientWords {
  client: OwnClient;
  firstSeen: string;
  upcoming: Rows;
  past: Rows;
}

/** Writes a client's page in the counsellor's zone. */
export function describeClient(
  { client, sessions }: ClientDetails,
  reader: Person,
  now: Date,
  format: Format,
): ClientWords {
  const rowsOf = ({ shown, ...place }: AppointmentPage) => ({
    ...place,
    rows: shown.map((appointment) => describeRow(appointment, reader, now, format)),
  });
  const { upcoming, past } = sessions;
  return {
    client,
    firstSeen: format.date(client.firstSeenAt, reader.zone),
    upcoming: { ...rowsOf(upcoming), address: (page) => `/clients/${client.id}?ahead=${page}#upcoming` },
    past: { ...rowsOf(past), address: (page) => `/clients/${client.id}?page=${page}#past` },
  };
}
