/** How instants, amounts and lengths of time are written. Zones are IANA names. */
export interface Format {
  /** "Tuesday 24 November, 14:00 (Berlin time)" */
  dateTime: (instant: Date, zone: string) => string;
  /** "Tuesday 24 November", with the year when it is not the present one. */
  day: (instant: Date, zone: string) => string;
  /** "Tue 24 Nov"; with `now`, "24 Nov 2025" in another year than that. */
  shortDay: (instant: Date, zone: string, now?: Date) => string;
  /** "14:00" */
  time: (instant: Date, zone: string) => string;
  /** "14:00 to 14:50" */
  timeRange: (from: Date, to: Date, zone: string) => string;
  /** "24 November" */
  dayAndMonth: (instant: Date, zone: string) => string;
  /** "24 November 2026" */
  date: (instant: Date, zone: string) => string;
  /** "Berlin time" */
  zoneName: (zone: string) => string;
  /** "60.00 €", in the currency of the site, from its smallest unit. */
  money: (amount: number) => string;
  /** "50 minutes" */
  minutes: (count: number) => string;
  /** "12 kB" or "1.4 MB" */
  fileSize: (bytes: number) => string;
}
