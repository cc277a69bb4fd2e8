/** The most characters of the reason for a suspension, or for lifting one. */
export const REASON_LENGTH = 160;

/** The most characters of a report's outcome. */
export const REMARK_LENGTH = 1000;

/** What accounts can be filtered by. */
export const ROLE_WORDS = { client: "Clients", counsellor: "Counsellors", admin: "Admins" } as const;
export const STATE_WORDS = { active: "Not suspended", suspended: "Suspended" } as const;

/** The address of the audit log, filtered by kind and person, at one of its pages. */
export function auditAddress(asked: {
  what?: string | undefined;
  personId?: string | undefined;
  page?: number;
}): string {
  const { what, personId, page = 1 } = asked;
  const query = new URLSearchParams({
    ...(what && { what }),
    ...(personId && { person: personId }),
    ...(page > 1 && { page: String(page) }),
  });
  return query.size > 0 ? `/admin/audit?${query.toString()}` : "/admin/audit";
}

/** The address of the list of reports, open or closed, at one of its pages. */
export function reportsAddress(isClosed: boolean, page: number): string {
  const query = new URLSearchParams({ ...(isClosed && { closed: "1" }), ...(page > 1 && { page: String(page) }) });
  return query.size > 0 ? `/admin/reports?${query.toString()}` : "/admin/reports";
}
