import express from "express";
import multer from "multer";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const KEY = "123456";
const SECRET = "a-secret-of-the-double";
const CLOUD = "double";

export interface CloudinaryDouble {
  /** A CLOUDINARY_URL that leads here; with `secret`, one that signs with another secret. */
  url(secret?: string): string;
  files: Map<string, Buffer>;
  stop(): Promise<void>;
}

/** Speaks Cloudinary's upload API on loopback as far as the file store uses it, and checks every signature as it does. */
export async function startCloudinaryDouble(): Promise<CloudinaryDouble> {
  const files = new Map<string, Buffer>();
  const app = express();
  const base = `/v1_1/${CLOUD}/raw`;
  const refuse = (res: express.Response, status: number, message: string) =>
    res.status(status).json({ error: { message } });

  app.post(`${base}/upload`, multer().single("file"), (req, res) => {
    const fields = req.body as Record<string, string>;
    if (!isSigned(fields)) return refuse(res, 401, "Invalid Signature");
    if (fields.type !== "authenticated") return refuse(res, 400, "A private file needs the type authenticated");
    files.set(fields.public_id ?? "", req.file?.buffer ?? Buffer.alloc(0));
    return res.json({ public_id: fields.public_id, bytes: req.file?.size });
  });

  app.get(`${base}/download`, (req, res) => {
    const fields = req.query as Record<string, string>;
    if (!isSigned(fields)) return refuse(res, 401, "Invalid Signature");
    const found = files.get(fields.public_id ?? "");
    return found ? res.type("bin").send(found) : refuse(res, 404, "Not found");
  });

  app.post(`${base}/destroy`, multer().none(), express.urlencoded({ extended: false }), (req, res) => {
    const fields = req.body as Record<string, string>;
    if (!isSigned(fields)) return refuse(res, 401, "Invalid Signature");
    return res.json({ result: files.delete(fields.public_id ?? "") ? "ok" : "not found" });
  });

  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    files,
    url: (secret = SECRET) => `cloudinary://${KEY}:${secret}@${CLOUD}?upload_prefix=http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** SHA-1 over the sorted parameters and the secret, `&` in values escaped: Cloudinary's "signature version 2". */
function isSigned({ signature, api_key: key, file: _file, ...signed }: Record<string, string>): boolean {
  const left = Object.entries(signed).filter(
    ([name, value]) => value !== "" && !["resource_type", "cloud_name"].includes(name),
  );
  const text = left
    .map(([name, value]) => `${name}=${value}`.replaceAll("&", "%26"))
    .sort()
    .join("&");
  return (
    key === KEY &&
    signature ===
      createHash("sha1")
        .update(text + SECRET)
        .digest("hex")
  );
}
