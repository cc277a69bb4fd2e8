/** Measures a search without a match through 2,000 notes of 3,000 characters: the whole action, on the embedded database in this process. */
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseUri, startEmbeddedMongo } from "../src/embedded-mongo/start.js";
import { AppointmentModel } from "../src/appointments/appointment-model.js";
import { sealContent } from "../src/notes/note-content.js";
import { NoteModel, notePlace } from "../src/notes/note-model.js";
import { searchNotes } from "../src/notes/search-notes.js";
import { connectModels, disconnectModels } from "../src/platform/database.js";
import { createSecrets, parseSealingKeys } from "../src/platform/secrets.js";
import type { Services } from "../src/services.js";

const NOTES = 2000;
const LENGTH = 3000;
const RUNS = 5;
const WORDS = "slept better since the work was shared among more people and plans for the week were smaller ";

const folder = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const embedded = await startEmbeddedMongo({ folder, noSync: true });
try {
  await connectModels(databaseUri(embedded, "bench"));
  const services = {
    secrets: createSecrets(parseSealingKeys([`bench:${Buffer.alloc(32, 1).toString("base64")}`])),
  } as Services;
  const [authorId, clientId] = [new mongoose.Types.ObjectId(), new mongoose.Types.ObjectId()];
  await makeNotes(services, authorId, clientId);
  const actor = {
    id: String(authorId),
    role: "counsellor",
    isAdmin: false,
    name: "Ana",
    zone: "UTC",
    loginId: "",
  } as const;
  const query = { words: "corridor", clientId: null, from: null, to: null };
  const times: { ms: number; cpuMs: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await searchNotes(services, actor, query);
    const { user, system } = process.cpuUsage(cpu);
    times.push({ ms: performance.now() - began, cpuMs: (user + system) / 1000 });
  }
  const [{ ms, cpuMs }] = times.sort((a, b) => a.ms - b.ms).slice(Math.floor(RUNS / 2)) as [
    { ms: number; cpuMs: number },
  ];
  console.log(
    `${NOTES} notes of ${LENGTH} characters without a match: ${ms.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of CPU (median of ${RUNS})`,
  );
} finally {
  await disconnectModels();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
}

async function makeNotes(
  services: Services,
  authorId: mongoose.Types.ObjectId,
  clientId: mongoose.Types.ObjectId,
): Promise<void> {
  const text = WORDS.repeat(Math.ceil(LENGTH / WORDS.length)).slice(0, LENGTH);
  const sessions = Array.from({ length: NOTES }, (_, i) => ({
    _id: new mongoose.Types.ObjectId(),
    startsAt: new Date(Date.UTC(2020, 0, 1) + i * 86_400_000),
  }));
  await AppointmentModel.collection.insertMany(
    sessions.map((session) => ({ ...session, counsellorId: authorId, clientId, status: "completed" })),
  );
  await NoteModel.collection.insertMany(
    sessions.map(({ _id, startsAt: savedAt }) => {
      const note = { _id, appointmentId: _id, authorId, clientId, kind: "record" as const, version: 1, savedAt };
      const sealed = sealContent(services, { text, previous: null }, notePlace(note, "text"));
      return { ...note, text: sealed, sitting: { id: "", startedAt: savedAt, base: 0, turn: 1 } };
    }),
  );
}
