/**
 * The folders of src/, lowest first. A folder imports only from those before it, so there is no circle. `browser` runs elsewhere
 * and stands apart.
 */
export const FOLDERS = [
  "protocol",
  "embedded-mongo",
  "platform",
  "backup",
  "access",
  "web",
  "realtime",
  "catalogue",
  "files",
  "audit",
  "letters",
  "one-time-links",
  "site",
  "accounts",
  "profiles",
  "verification",
  "payments",
  "clients",
  "appointments",
  "availability",
  "search",
  "welcome",
  "conversations",
  "checks",
  "booking",
  "invoices",
  "offers",
  "room",
  "notes",
  "notices",
  "invitations",
  "insights",
  "desk",
  "home",
  "health",
  "admin",
  "setup",
  "migrations",
  "demo",
  "browser",
] as const;

interface Row {
  /** Which files it is about, from src/ and without their ending. The first row that fits a file counts. */
  files: RegExp;
  may: RegExp[];
  mayAsType?: RegExp[];
  /** The row in words, as the README shows it; rows without are exceptions that another row's words name. */
  words?: [files: string, may: string];
}

const SERVICES = /^services$/;
/** Files of features, models aside. */
const FEATURES_WITHOUT_MODELS =
  /^(?!protocol|embedded-mongo|platform|access|web|realtime|browser)[^/]+\/[^/]+(?<!-model)$/;
const FEATURES = /^(?!protocol|embedded-mongo|platform|access|web|realtime|browser)[^/]+\//;

/** What each kind of file may import of this project, within the order of folders. */
export const IMPORTS: Row[] = [
  {
    files: /^(protocol|embedded-mongo)\//,
    may: [/^(protocol|embedded-mongo)\//],
    words: ["`protocol`, `embedded-mongo`", "themselves and libraries"],
  },
  { files: /^health\/health-routes$/, may: [/^web\//, /^platform\/database$/] },
  { files: /^platform\/database$/, may: [/^platform\//, /^embedded-mongo\/start$/] },
  {
    files: /^platform\//,
    may: [/^platform\//],
    mayAsType: [/^protocol\/codes$/],
    words: [
      "`platform`",
      "`platform`, the type of `protocol/codes`; its database start-up alone also `embedded-mongo/start`",
    ],
  },
  { files: /^backup\//, may: [/^(backup|platform)\//], words: ["`backup`", "itself and `platform`"] },
  { files: /^browser\//, may: [/^browser\//, /^protocol\//], words: ["`browser`", "`browser`, `protocol`"] },
  {
    files: /-rules$/,
    may: [/-rules$/, /^platform\/errors$/, /^protocol\//],
    words: ["`*-rules`", "rules, `platform/errors`, `protocol`"],
  },
  {
    files: /-model$/,
    may: [/-(rules|model)$/, /^platform\/(sealed-shape|file-places|append-only)$/],
    mayAsType: [/^access\//, /^platform\/secrets$/, /^protocol\/messages$/],
    words: ["`*-model`", "mongoose, rules, models, `platform/{sealed-shape,file-places,append-only}`"],
  },
  {
    files: /-forms$/,
    may: [/^protocol\//, /-rules$/, /^web\/field-forms$/],
    words: ["`*-forms`", "zod, rules, `protocol`, `web/field-forms`"],
  },
  { files: /^access\//, may: [/-rules$/, /^platform\/errors$/], words: ["`access`", "rules, `platform/errors`"] },
  {
    files: /^(web|realtime)\//,
    may: [/^(web|realtime|platform|protocol|access)\//],
    words: ["`web`, `realtime`", "each other, `platform`, `protocol`, `access`"],
  },
  {
    files: /^migrations\//,
    may: [/-(rules|model)$/, new RegExp(`${FEATURES.source}[^/]+(?<!-(routes|socket|forms))$`), /^platform\//],
    mayAsType: [SERVICES],
    words: ["`migrations`", "rules, models, actions, `platform`; the type `Services`"],
  },
  { files: /^[^/]+$/, may: [/./], words: ["`app`, `server` and what else lies in `src/` itself", "anything"] },
  {
    files: /-(routes|socket)$/,
    may: [FEATURES_WITHOUT_MODELS, /^(web|access|protocol)\//, /^platform\/(errors|markdown)$/],
    mayAsType: [SERVICES, FEATURES, /^(platform|realtime)\//],
    words: [
      "`*-routes`, `*-socket`",
      "forms, rules and actions, `web`, `access`, `protocol`, `platform/{errors,markdown}`; types of models and of `realtime`",
    ],
  },
  {
    files: FEATURES,
    may: [
      /-(rules|model)$/,
      new RegExp(`${FEATURES.source}[^/]+(?<!-(routes|socket|forms))$`),
      /^platform\/(errors|database|database-away|write-many|queries|ask-together|paging|log)$/,
      /^(access|protocol)\//,
    ],
    mayAsType: [SERVICES, /^platform\//],
    words: [
      "actions",
      "rules, models, actions, `access`, `protocol`, `platform/{errors,database,database-away,write-many,queries,ask-together,paging,log}`; the type `Services`",
    ],
  },
];

/** The table of imports as the README shows it. */
export function importTable(): string {
  const rows = IMPORTS.flatMap(({ words }) => (words ? [`| ${words[0]} | ${words[1]} |`] : []));
  return ["| file | may import |", "| --- | --- |", ...rows].join("\n");
}
