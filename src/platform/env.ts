import { z } from "zod";

const secret = z.string().min(32, "needs at least 32 characters");
const sealingKey = z
  .string()
  .regex(/^[a-z0-9-]+:[A-Za-z0-9+/]{43}=$/, "needs the form name:key, the key 32 bytes in base64");
const iceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
});

const smtpUrl = z
  .string("is needed in production; `none` if no mail is to be sent")
  .regex(/^(smtps?:\/\/[^/\s]+|none$)/, "needs the form smtp://name:password@host:port, or smtps://, or is none");

/** "Name <address>", or an address alone. */
const ADDRESS = /^(?:([^<>]+?)\s*<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@]+@[^<>\s@]+))$/;

const NO_SENDER = {
  path: ["MAIL_FROM"],
  message: "is needed with SMTP_URL: who mail comes from, such as HealSpace <hello@example.org>",
};

const anywhere = {
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DATA_DIR: z.string().min(1).default("./data"),
  METRICS_TOKEN: secret.optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, "needs the form redis://name:password@host:port, or rediss:// for TLS")
    .optional(),
  CLOUDINARY_URL: z
    .string()
    .regex(/^cloudinary:\/\/[^:]+:[^@]+@[^/]+/, "needs the form cloudinary://key:secret@cloud")
    .optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z
    .string()
    .regex(ADDRESS, "needs an address, such as HealSpace <hello@example.org>")
    .transform(readAddress)
    .optional(),
  ICE_SERVERS: z.string().default("[]").transform(parseJson).pipe(z.array(iceServer)),
  TURN_URLS: list(z.string().regex(/^turns?:\S+$/, "needs addresses such as turn:turn.example.org:3478")).optional(),
  TURN_SECRET: z.string().min(16, "needs at least 16 characters: the relay's static-auth-secret").optional(),
  RELAY_ONLY: z
    .enum(["true", "false"], "is either true or false")
    .default("false")
    .transform((said) => said === "true"),
};

const trial = z
  .object({
    ...anywhere,
    NODE_ENV: z.enum(["development", "test"]).default("development"),
    HOST: z.string().min(1).default("127.0.0.1"),
    TRUSTED_PROXIES: proxies(0),
    MONGODB_URI: z.string().startsWith("mongodb").optional(),
    SITE_URL: z.url().optional(),
    SESSION_SECRETS: list(secret).optional(),
    SEALING_KEYS: list(sealingKey).optional(),
  })
  .refine(hasSender, NO_SENDER)
  .superRefine(checkRelays);

const production = z
  .object({
    ...anywhere,
    NODE_ENV: z.literal("production"),
    HOST: z.string().min(1).optional(),
    TRUSTED_PROXIES: proxies(1),
    MONGODB_URI: z
      .string("is needed in production: the embedded database is for trying out only")
      .startsWith("mongodb"),
    SMTP_URL: smtpUrl,
    SITE_URL: z.url("is needed in production, such as https://example.org").startsWith("https://"),
    SESSION_SECRETS: list(secret, "is needed in production: one or more, separated by commas"),
    SEALING_KEYS: list(sealingKey, "is needed in production: one or more name:key, separated by commas"),
  })
  .refine(hasSender, NO_SENDER)
  .superRefine(checkRelays);

export type Env = z.infer<typeof trial> | z.infer<typeof production>;

/**
 * Reads the environment. Throws one Error that names every bad variable at once, each with what it needs.
 * An empty variable counts as one that is not set.
 */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const schema = set.NODE_ENV === "production" ? production : trial;
  const read = schema.safeParse(set);
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => `  ${String(issue.path[0])} ${issue.message}`);
  throw new Error(`HealSpace cannot start with these environment variables:\n${[...new Set(problems)].join("\n")}`);
}

/** At least as many as by default: production is behind one proxy or more, which speaks https. */
function proxies(least: number) {
  return z.coerce.number("is a number").int().min(least, `is at least ${least} here`).max(9).default(least);
}

function hasSender(env: { SMTP_URL?: string | undefined; MAIL_FROM?: unknown }): boolean {
  return env.SMTP_URL === undefined || env.SMTP_URL === "none" || env.MAIL_FROM !== undefined;
}

function readAddress(text: string): { name: string; address: string } {
  const [, name = "HealSpace", named, alone] = ADDRESS.exec(text) ?? [];
  return { name, address: named ?? alone ?? "" };
}

function list<T extends z.ZodType>(
  item: T,
  missing?: string,
): z.ZodPipe<z.ZodTransform<unknown, unknown>, z.ZodArray<T>> {
  const split = z.transform((text: unknown) =>
    typeof text === "string" ? text.split(",").map((part) => part.trim()) : text,
  );
  return split.pipe(z.array(item, missing).min(1));
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "needs to be JSON" });
    return z.NEVER;
  }
}

/** A relay is of use only with both its addresses and its secret, and a call by relay alone only with a relay. */
function checkRelays(
  env: {
    TURN_URLS?: string[] | undefined;
    TURN_SECRET?: string | undefined;
    RELAY_ONLY: boolean;
    ICE_SERVERS: unknown;
  },
  context: z.RefinementCtx,
): void {
  const complain = (name: string, message: string): void => context.addIssue({ code: "custom", path: [name], message });
  if (env.TURN_URLS && !env.TURN_SECRET) complain("TURN_SECRET", "is needed with TURN_URLS");
  if (env.TURN_SECRET && !env.TURN_URLS) complain("TURN_URLS", "is needed with TURN_SECRET");
  const hasRelay = env.TURN_URLS !== undefined || /"turns?:/.test(JSON.stringify(env.ICE_SERVERS));
  if (env.RELAY_ONLY && !hasRelay) complain("RELAY_ONLY", "needs a relay: set TURN_URLS and TURN_SECRET");
}
